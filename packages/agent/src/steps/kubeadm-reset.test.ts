import { type StepInput, stepContracts } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { fakeCa } from "../../../../test/fakes/fake-ca.ts";
import type { FakeFilesOptions } from "../../../../test/fakes/fake-files.ts";
import {
  command,
  exited,
  type FakeCommand,
  type FakeHost,
  fakeHost,
  succeeded,
} from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { kubernetesGuardFile } from "../facts/kubernetes-state.ts";
import { kubeadmReset } from "./kubeadm-reset.ts";

const [own, other] = [fakeCa("kubernetes", new Date()), fakeCa("kubernetes", new Date())];
const input: StepInput<"kubeadm.reset"> = {
  name: "m1",
  runtime: "docker",
  criSocket: "/var/run/dockershim.sock",
  kubeletUnit: "kubelet.service",
  runtimeUnit: "docker.service",
  users: ["root", "ann"],
  remove: ["/etc/quorate/pki/kubernetes", "/etc/systemd/system/kubelet.service.d/20-quorate.conf"],
};
const kubeconfig = (pem: string) => `clusters:\n- cluster:\n    certificate-authority-data: ${btoa(pem)}\n`;
const joined = {
  "/etc/passwd": "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n",
  [kubernetesGuardFile]: '{"role":"control-plane","caHash":"x","joined":true}',
  "/etc/kubernetes/admin.conf": "admin",
  "/etc/kubernetes/manifests/kube-apiserver.yaml": "pod",
  "/etc/kubernetes/pki/ca.crt": own.pem,
  "/etc/quorate/pki/kubernetes/ca.crt": own.pem,
  "/etc/systemd/system/kubelet.service.d/20-quorate.conf": "[Service]",
  "/root/.kube/config": kubeconfig(own.pem),
  "/home/ann/.kube/config": kubeconfig(other.pem),
  "/var/lib/kubelet/config.yaml": "k",
  "/etc/cni/net.d/10-flannel.conflist": "{}",
  "/etc/cni/net.d/87-podman-bridge.conflist": "{}",
  "/sys/class/net/cni0": "",
  "/sys/class/net/eth0": "",
  "/proc/self/mounts": "tmpfs /var/lib/kubelet/pods/a/volumes/b tmpfs rw 0 0\ntmpfs /run tmpfs rw 0 0\n",
} as const;
const programs = Object.fromEntries(
  ["kubeadm", "docker", "ip", "iptables-save", "iptables-restore", "nft"].map((name) => [`/usr/sbin/${name}`, ""]),
);

interface World {
  readonly files?: FakeFilesOptions["files"];
  readonly programs?: Record<string, string>;
  readonly commands?: readonly FakeCommand[];
  readonly containers?: readonly string[];
}

function setUp(world: World = {}) {
  let containers = world.containers ?? ["0123456789ab", "ba9876543210"];
  const restored: string[] = [];
  const host: FakeHost = fakeHost({
    files: { ...joined, ...programs, ...world.files },
    commands: [
      ...(world.commands ?? []),
      command(["docker", "ps"], () => succeeded(containers.join("\n"))),
      command(["docker", "rm"], () => {
        containers = [];
        return succeeded();
      }),
      command(["kubeadm", "reset", "--help"], succeeded("--skip-phases strings")),
      command(["kubeadm", "reset"], succeeded("[reset] done")),
      command(["rm"], (argv) => removeTrees(host, argv.slice(argv.indexOf("--") + 1))),
      command(["iptables-save"], succeeded("*nat\n:KUBE-SERVICES - [0:0]\n-A PREROUTING -j KUBE-SERVICES\nCOMMIT\n")),
      command(["iptables-restore"], (_argv, { input: text = "" }) => {
        restored.push(text);
        return succeeded();
      }),
      command(["nft", "list"], succeeded("table ip kube-proxy\ntable ip nat\n")),
      command(["nft", "delete"], succeeded()),
      ...["ip", "umount"].map((name) => command([name], succeeded())),
      new FakeSystemd({ units: { "kubelet.service": { active: "active", mainPid: 7 } } }).command,
    ],
  });
  return { host, ctx: fakeStepContext(host), restored };
}

function removeTrees(host: FakeHost, paths: readonly string[]) {
  for (const path of paths) {
    for (const entry of [...host.files.entries.keys()]) {
      if (entry === path || entry.startsWith(`${path}/`)) host.files.entries.delete(entry);
    }
  }
  return succeeded();
}

describe("kubeadm.reset", () => {
  it("takes the host out and finds nothing to do the second time", async () => {
    const { host, ctx, restored } = setUp();
    expect((await kubeadmReset.probe(input, ctx)).length).toBeGreaterThan(0);
    const { did } = await kubeadmReset.apply(input, ctx);
    expect(await kubeadmReset.probe(input, ctx)).toEqual([]);
    expect(did).toEqual([
      "stopped kubelet.service",
      "removed 2 containers of pods",
      "kubeadm reset, without its phase remove-etcd-member",
      "unmounted 1 volumes below /var/lib/kubelet",
      "emptied /var/lib/kubelet",
      "removed /etc/cni/net.d/10-flannel.conflist",
      "iptables: removed 1 chains of Kubernetes and its network, and 1 rules that led to them",
      "nft: removed the table ip kube-proxy",
      "removed the interface cni0 and its routes",
      "removed /root/.kube/config",
      "removed /etc/kubernetes/admin.conf",
      "removed /etc/kubernetes/manifests/kube-apiserver.yaml",
      "removed /etc/kubernetes/pki",
      "removed /etc/quorate/pki/kubernetes",
      "removed /etc/systemd/system/kubelet.service.d/20-quorate.conf",
      `removed ${kubernetesGuardFile}`,
    ]);
    expect(restored).toEqual([
      "*nat\n:KUBE-SERVICES - [0:0]\n-D PREROUTING -j KUBE-SERVICES\n-X KUBE-SERVICES\nCOMMIT\n",
    ]);
    expect(host.executed).toContainEqual(["systemctl", "daemon-reload"]);
  });

  it("leaves what is not ours: another cluster's kubeconfig, other engines' networks, other interfaces", async () => {
    const { host, ctx } = setUp();
    await kubeadmReset.apply(input, ctx);
    expect(host.files.text("/home/ann/.kube/config")).toBe(kubeconfig(other.pem));
    expect(host.files.text("/etc/cni/net.d/87-podman-bridge.conflist")).toBe("{}");
    expect(host.executed.filter(([program]) => program === "ip")).toEqual([["ip", "link", "delete", "dev", "cni0"]]);
  });

  it("neither follows nor removes what is no plain file at the place of a user's kubeconfig", async () => {
    const link = { kind: "link", target: "/root/own" } as const;
    const files = { "/home/ann/.kube/config": link, "/root/own": kubeconfig(own.pem) };
    const { host, ctx } = setUp({ files });
    await kubeadmReset.apply(input, ctx);
    expect(await host.files.readLink("/home/ann/.kube/config")).toBe("/root/own");
  });

  it("ends a kubeadm that a killed agent left running, before it takes anything away, and no other", async () => {
    const config = "/run/quorate/kubeadm-init.yaml";
    const running = {
      "/proc/99/comm": "kubeadm\n",
      "/proc/99/cmdline": `kubeadm\0init\0--config\0${config}\0`,
      "/proc/98/comm": "kubeadm\n",
      "/proc/98/cmdline": "kubeadm\0init\0--config\0/root/theirs.yaml\0",
      "/usr/bin/kill": "",
      [config]: "with a token",
    };
    const { host, ctx } = setUp({ files: running, commands: [command(["kill"], succeeded())] });
    await kubeadmReset.apply(input, ctx);
    expect(host.executed.filter(([program]) => program === "kill")).toEqual([["kill", "-KILL", "99"]]);
    expect(host.executed[0]).toEqual(["kill", "-KILL", "99"]);
    expect(host.files.text(config)).toBeUndefined();
  });

  it("removes the guard last, so that a killed reset is done again", async () => {
    const failing: FakeCommand = (argv) => {
      if (argv[0] === "iptables-restore") throw new Error("killed");
      return undefined;
    };
    const { host, ctx } = setUp({ commands: [failing] });
    await expect(kubeadmReset.apply(input, ctx)).rejects.toThrow("killed");
    expect(await kubeadmReset.probe(input, ctx)).toContainEqual({
      what: kubernetesGuardFile,
      have: "present",
      want: "absent",
    });
    expect(host.files.text(kubernetesGuardFile)).toBeDefined();
  });

  it("never lets kubeadm empty an etcd: the phase is left out, and a kubeadm that cannot is not run", async () => {
    const modern = setUp({ files: { "/var/lib/etcd/member/wal": "data" } });
    await kubeadmReset.apply(input, modern.ctx);
    const reset = modern.host.executed.find((argv) => argv[0] === "kubeadm" && argv[2] === "--force");
    expect(reset).toContain("--skip-phases=remove-etcd-member");
    expect(modern.host.files.text("/var/lib/etcd/member/wal")).toBe("data");
    const old = setUp({ commands: [command(["kubeadm", "reset", "--help"], succeeded("--force"))] });
    const { did } = await kubeadmReset.apply(input, old.ctx);
    expect(old.host.executed.some((argv) => argv[0] === "kubeadm" && argv[2] === "--force")).toBe(false);
    expect(did).toContain("kubeadm reset was not run: this version cannot leave out remove-etcd-member");
    expect(await kubeadmReset.probe(input, old.ctx)).toEqual([]);
  });

  it("tells what it did in lines that its contract takes, whatever kubeadm printed", async () => {
    const failing: FakeCommand = (argv) =>
      argv[0] === "kubeadm" && argv[2] === "--force" ? exited(1, "couldn't reset:\tdevice busy") : undefined;
    const { ctx } = setUp({ commands: [failing] });
    const output = await kubeadmReset.apply(input, ctx);
    expect(stepContracts["kubeadm.reset"].output.parse(output)).toEqual(output);
    expect(output.did.join("\n")).toContain("kubeadm reset exited 1 (couldn't reset: device busy)");
  });

  it("renames the data of kubeadm's own etcd and deletes none of it", async () => {
    const manifest =
      "  volumes:\n  - hostPath:\n      path: /data/etcd\n      type: DirectoryOrCreate\n    name: etcd-data\n";
    const { host, ctx } = setUp({
      files: { "/etc/kubernetes/manifests/etcd.yaml": manifest, "/data/etcd/member/wal": "data" },
    });
    const { did } = await kubeadmReset.apply(input, ctx);
    const aside = did
      .find((line) => line.startsWith("kept etcd's data"))
      ?.split(" ")
      .at(-1);
    expect(aside).toMatch(/^\/data\/etcd\.old-\d{8}T\d{6}Z$/);
    expect(host.files.text(`${aside}/member/wal`)).toBe("data");
  });

  it("has nothing to do on a bare host", async () => {
    const host = fakeHost({ commands: [new FakeSystemd().command, command(["rm"], succeeded())] });
    const ctx = fakeStepContext(host);
    expect(await kubeadmReset.probe(input, ctx)).toEqual([]);
    const { did } = await kubeadmReset.apply(input, ctx);
    expect(did).toEqual([
      "docker does not answer: there was no looking for containers of pods",
      "kubeadm is not installed: nothing for it to reset",
    ]);
  });

  it("removes pods of containerd one by one, and with ctr restarts containerd, whose list would be stale", async () => {
    const id = "0123456789abcdef";
    const base = {
      ...input,
      runtime: "containerd",
      criSocket: "unix:///s",
      runtimeUnit: "containerd.service",
    } as const;
    const pods = command(["crictl", "-r", "unix:///s", "pods", "-q"], succeeded(id));
    const crictl = setUp({ files: { "/usr/bin/crictl": "" }, commands: [pods, command(["crictl"], succeeded())] });
    await kubeadmReset.apply(base, crictl.ctx);
    expect(crictl.host.executed).toContainEqual(["crictl", "-r", "unix:///s", "rmp", id]);
    const containerd = new FakeSystemd({ units: { "containerd.service": {}, "kubelet.service": {} } });
    const commands = [command(["ctr"], succeeded(id)), containerd.command];
    const ctr = setUp({ files: { "/usr/bin/ctr": "" }, commands });
    await kubeadmReset.apply(base, ctr.ctx);
    expect(ctr.host.executed).toContainEqual(["systemctl", "restart", "--", "containerd.service"]);
  });

  it.each([["/etc/passwd"], ["/etc/kubernetes"], ["/var/lib/quorate-etcd"]])("refuses to remove %s", async (path) => {
    const { host, ctx } = setUp();
    const wrong = { ...input, remove: [path] };
    await expect(kubeadmReset.apply(wrong, ctx)).rejects.toMatchObject({ code: "STEP_INPUT_INVALID" });
    expect(host.executed).toEqual([]);
  });
});
