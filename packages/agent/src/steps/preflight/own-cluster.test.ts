import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../../test/fakes/fake-host.ts";
import { listeningProcess, tcpTable } from "../../../../../test/fakes/fake-proc.ts";
import { fakeStepContext } from "../../../../../test/fakes/fake-step-context.ts";
import { checkOldCluster } from "./old-cluster.ts";
import { checkPorts } from "./ports.ts";

const input = {
  address: "192.168.1.90",
  minimum: { cpus: 2, memoryMiB: 1_700, diskMiB: 2_048, fsyncP99Ms: 50 },
  dataDir: "/var/lib/quorate-etcd",
  ports: [{ port: 6_443, unit: "kubelet.service" }],
  ignore: [],
};
/** Of a pod in docker 20.10 with the systemd driver, and in cgroup v1 with cgroupfs. */
const scope = "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/docker-2.scope";
const cgroupfs = "9:memory:/kubepods/burstable/pod1/2";
const running = {
  ...listeningProcess({ pid: 56, command: "kubelet", cgroup: "0::/system.slice/kubelet.service" }),
  ...listeningProcess({ pid: 57, command: "etcd", cgroup: scope }),
};
const files = { "/etc/kubernetes/kubelet.conf": "", "/etc/kubernetes/manifests/etcd.yaml": "" };
const guard = (joined: boolean) => ({
  "/etc/quorate/kubernetes.json": JSON.stringify({ role: "control-plane", caHash: "sha256:1", joined }),
});
const look = (found: Readonly<Record<string, string | { kind: "link"; target: string }>>) =>
  checkOldCluster(input, fakeStepContext(fakeHost({ files: found })));

describe("a host of our own Kubernetes cluster", () => {
  it("may run a kubelet and, in a pod of it, etcd", async () => {
    expect(await look({ ...files, ...running, ...guard(true) })).toMatchObject([
      { id: "OLD-CLUSTER", severity: "ok", detail: "this host has joined our cluster as control-plane" },
    ]);
  });

  it.each([scope, cgroupfs])("has its ports held by pods, which are the kubelet's: %s", async (cgroup) => {
    const host = fakeHost({
      files: {
        "/proc/net/tcp6": tcpTable([{ local: `${"0".repeat(32)}:192B`, inode: "79" }]),
        ...listeningProcess({ pid: 58, command: "kube-apiserver", inode: "79", cgroup }),
      },
    });
    expect(await checkPorts(input, fakeStepContext(host))).toMatchObject([
      { severity: "ok", detail: "port 6443 is held by kubelet.service (pid 58)" },
    ]);
  });

  it("is told of an interrupted attempt, which stops nothing", async () => {
    expect(await look({ ...files, ...running, ...guard(false) })).toMatchObject([
      {
        severity: "warning",
        detail: "an earlier attempt to make this host a control-plane was interrupted: it is taken back and done anew",
      },
    ]);
  });

  it("is a stranger's without our record, though its etcd is ours", async () => {
    expect(await look({ ...files, ...running, "/etc/quorate/etcd-generation.json": "{}" })).toMatchObject([
      { severity: "error", detail: "kubelet of another cluster runs here (pid 56)" },
    ]);
  });

  it("was reset by hand when its record speaks of files that are gone", async () => {
    expect(await look(guard(true))).toMatchObject([{ severity: "ok", detail: "no leftovers of another cluster" }]);
  });

  it("is not judged by a damaged record", async () => {
    expect(await look({ ...files, "/etc/quorate/kubernetes.json": "{" })).toMatchObject([
      {
        severity: "error",
        detail: "/etc/quorate/kubernetes.json is damaged",
        fix: expect.stringContaining("kubeadm reset --skip-phases=remove-etcd-member"),
      },
    ]);
  });
});
