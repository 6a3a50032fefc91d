import type { StepInput } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { command, exited, type FakeCommand, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { kubernetesGuardFile } from "../facts/kubernetes-state.ts";
import type { Answer } from "./http-exchange.ts";
import { kubeadmJoinBy } from "./kubeadm-join.ts";

const token = "abcdef.canary0123456789";
const caHash = `sha256:${"ab".repeat(32)}`;
const config = "/run/quorate/kubeadm-join.yaml";
const discovery = { bootstrapToken: { apiServerEndpoint: "10.0.0.33:6443", caCertHashes: [caHash] } };
const worker: StepInput<"kubeadm.join"> = {
  name: "w1",
  role: "worker",
  version: "1.20.2",
  runtime: "docker",
  criSocket: "/var/run/dockershim.sock",
  tokenSecret: "kubeadm-token",
  caHash,
  skipPhases: [],
  ignorePreflightErrors: [],
  documents: [{ apiVersion: "kubeadm.k8s.io/v1beta2", kind: "JoinConfiguration", discovery }],
};
const master: StepInput<"kubeadm.join"> = {
  ...worker,
  role: "control-plane",
  apiserver: { url: "https://10.0.0.2:6443", caFile: "/ca.crt" },
};
const begun = (role: string) => JSON.stringify({ role, caHash, joined: false });

function setUp(
  files: Record<string, string> = {},
  commands: readonly FakeCommand[] = [],
  etcdAnswers: Answer<unknown>[] = [],
) {
  const asked: string[] = [];
  const members: string[] = [];
  const joins: FakeCommand = (argv) => {
    if (argv[1] !== "join") return undefined;
    host.files.put("/etc/kubernetes/kubelet.conf", "kubelet");
    host.files.put("/etc/kubernetes/manifests/kube-apiserver.yaml", "pod");
    return succeeded("This node has joined the cluster\nRun 'kubectl get nodes'");
  };
  const systemd = new FakeSystemd({ units: { "kubelet.service": { active: "active", mainPid: 7 } } });
  const host = fakeHost({
    files: { "/usr/bin/kubeadm": "", "/ca.crt": "ca", ...files },
    commands: [
      ...commands,
      joins,
      command(["kubeadm", "reset", "--help"], succeeded("--skip-phases")),
      command(["kubeadm", "reset"], succeeded()),
      command(["rm"], succeeded()),
      systemd.command,
    ],
  });
  const ctx = fakeStepContext(host, { secrets: { "kubeadm-token": token } });
  const handler = kubeadmJoinBy({
    ask: async ({ host: name, port }, { path }) => {
      asked.push(`https://${name}:${port}${path}`);
      return { ok: true, value: { status: 200, text: "ok", dateMs: undefined } };
    },
    askEtcd: async (url, path) => {
      members.push(`${url}${path}`);
      return etcdAnswers.shift() ?? { ok: false, problem: "etcdserver: unhealthy cluster" };
    },
  });
  return { host, ctx, handler, asked, members };
}

const resetsOf = (host: ReturnType<typeof fakeHost>) =>
  host.executed.filter((argv) => argv[0] === "kubeadm" && argv[2] === "--force");

describe("kubeadm.join", () => {
  it("joins a worker, and finds nothing to do the second time", async () => {
    const { host, ctx, handler, asked } = setUp();
    await handler.apply(worker, ctx);
    expect(await handler.probe(worker, ctx)).toEqual([]);
    expect(asked).toEqual([]);
    expect(host.executed[0]).toEqual(["kubeadm", "join", "--config", config, "--v=1"]);
    expect(host.files.text(config)).toBeUndefined();
    expect(JSON.parse(host.files.text(kubernetesGuardFile) ?? "")).toEqual({ role: "worker", caHash, joined: true });
  });

  it("waits for a control-plane host's own apiserver", async () => {
    const { ctx, handler, asked } = setUp();
    await handler.apply(master, ctx);
    expect(new Set(asked)).toEqual(new Set(["https://10.0.0.2:6443/readyz"]));
  });

  it("says the cause that kubeadm found", async () => {
    const failing = command(["kubeadm", "join"], exited(1, 'a Node with name "w1" and status "Ready" already exists'));
    const { host, ctx, handler } = setUp({}, [failing]);
    await expect(handler.apply(worker, ctx)).rejects.toMatchObject({
      code: "KUBEADM_FAILED",
      message: "kubeadm join on w1 failed: a node named w1 is in the cluster already, and it is Ready",
    });
    expect(host.files.text(kubernetesGuardFile)).toContain('"joined": false');
  });

  it("does not wait five minutes for an endpoint that nobody answers at", async () => {
    const line =
      "I1122 21:41:17.782046    2455 token.go:215] [discovery] Failed to request cluster-info, will try again: dial tcp 10.0.0.33:6443: connect: no route to host";
    const asking: FakeCommand = (argv, { signal, onLine }) => {
      if (argv[1] !== "join") return undefined;
      for (let ask = 0; ask < 6; ask++) onLine?.(line);
      return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    };
    const { ctx, handler } = setUp({}, [asking]);
    await expect(handler.apply(worker, ctx)).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message: expect.stringContaining("10.0.0.33:6443"),
    });
    expect(ctx.lines[0]).toMatch(/^\[discovery\] Failed/);
  });

  it("shows nothing of what kubeadm advises after a good end", async () => {
    const { ctx, handler } = setUp();
    await handler.apply(worker, ctx);
    expect(ctx.lines).toEqual(["This node has joined the cluster"]);
  });

  it("takes an interrupted worker back once the cluster has missed its kubelet, its copy of the CA too", async () => {
    const answers = ["True", "True", "Unknown"];
    const kubectl = command(["kubectl"], () => succeeded(answers.shift()));
    const { host, ctx, handler } = setUp(
      {
        [kubernetesGuardFile]: begun("worker"),
        "/etc/kubernetes/kubelet.conf": "half",
        "/etc/kubernetes/pki/ca.crt": "fetched",
      },
      [kubectl],
    );
    await handler.apply(worker, ctx);
    expect(answers).toEqual([]);
    expect(resetsOf(host)).toHaveLength(1);
    expect(resetsOf(host)[0]).toContain("--skip-phases=remove-etcd-member");
    // Whatever else is in the directory of the PKI is not the join's.
    expect(resetsOf(host)[0]).toContain("--cert-dir=/run/quorate/no-pki");
    expect(host.files.text("/etc/kubernetes/pki/ca.crt")).toBeUndefined();
  });

  it("deletes the node of an interrupted control-plane host instead of waiting", async () => {
    const { host, ctx, handler } = setUp(
      {
        [kubernetesGuardFile]: begun("control-plane"),
        "/etc/kubernetes/kubelet.conf": "half",
        "/etc/kubernetes/admin.conf": "half",
        "/etc/kubernetes/pki/ca.crt": "shared",
      },
      [command(["kubectl"], succeeded())],
    );
    await handler.apply(master, ctx);
    expect(host.executed.find(([program]) => program === "kubectl")).toContain("delete");
    expect(host.files.text("/etc/kubernetes/pki/ca.crt")).toBe("shared");
  });

  it("keeps the shared PKI of a host that began to join as a worker and shall be a control-plane host", async () => {
    const { host, ctx, handler } = setUp({
      [kubernetesGuardFile]: begun("worker"),
      "/etc/kubernetes/pki/ca.crt": "shared",
      "/etc/kubernetes/pki/ca.key": "shared",
    });
    await handler.apply(master, ctx);
    expect(resetsOf(host)[0]).toContain("--cert-dir=/run/quorate/no-pki");
    expect(host.files.text("/etc/kubernetes/pki/ca.crt")).toBe("shared");
  });

  const stacked = {
    [kubernetesGuardFile]: begun("control-plane"),
    "/etc/kubernetes/manifests/etcd.yaml": "path: /var/lib/etcd\n      type: Directory\n    name: etcd-data",
    "/etc/kubernetes/pki/etcd/ca.crt": "ca",
    "/etc/kubernetes/pki/etcd/healthcheck-client.crt": "crt",
    "/etc/kubernetes/pki/etcd/healthcheck-client.key": "key",
    "/var/lib/etcd/member/wal": "data",
  };
  const list = {
    header: { member_id: "2" },
    members: [
      { ID: "1", clientURLs: ["https://10.0.0.1:2379"] },
      { ID: "2", clientURLs: [] },
    ],
  };

  it("has its stacked etcd member leave while it runs, once the others let it go, and keeps its data", async () => {
    const busy = { ok: false, problem: "etcdserver: unhealthy cluster" } as const;
    const answers = [
      busy,
      { ok: true, value: list },
      busy,
      { ok: true, value: list },
      { ok: true, value: {} },
    ] as const;
    const { host, ctx, handler, members } = setUp(stacked, [], [...answers]);
    await handler.apply(master, ctx);
    expect(members.slice(-2)).toEqual([
      "https://127.0.0.1:2379/v3/cluster/member/list",
      "https://10.0.0.1:2379/v3/cluster/member/remove",
    ]);
    expect(members).toHaveLength(answers.length);
    expect(resetsOf(host)[0]).toContain("--skip-phases=remove-etcd-member");
    const kept = (await host.files.list("/var/lib")) ?? [];
    expect(kept).toContainEqual(expect.stringMatching(/^etcd\.old-/));
  });

  it("takes nothing back where that could cost etcd its quorum", async () => {
    const { host, ctx, handler } = setUp(stacked);
    await expect(handler.apply(master, ctx)).rejects.toMatchObject({
      code: "KUBEADM_FAILED",
      message: expect.stringContaining("quorum"),
    });
    // A kubelet that refused the pod once is only given another look at it.
    expect(host.executed).toEqual([["systemctl", "restart", "--", "kubelet.service"]]);
    expect(host.files.text("/var/lib/etcd/member/wal")).toBe("data");
  });
});
