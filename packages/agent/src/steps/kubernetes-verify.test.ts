import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { FakeCluster, node, noNetwork, pod } from "../../../../test/fakes/fake-kubernetes.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { PacedClock } from "../../../../test/fakes/paced-clock.ts";
import { kubernetesVerifyBy } from "./kubernetes-verify.ts";

const pki = { "/pki/ca.crt": "CA", "/pki/etcd-ca.crt": "ETCD-CA", "/pki/etcd.crt": "CERT", "/pki/etcd.key": "KEY" };
const input = {
  name: "m1",
  kubeconfig: "/etc/kubernetes/admin.conf",
  nodes: ["m1", "m2"],
  expectReady: true,
  staticPods: ["kube-apiserver"],
  apiserver: { url: "https://127.0.0.1:6443", caFile: "/pki/ca.crt" },
  endpoint: { url: "https://192.168.1.33:12567", caFile: "/pki/ca.crt" },
  etcd: {
    endpoints: ["https://127.0.0.1:2379", "https://127.0.0.2:2379"],
    caFile: "/pki/etcd-ca.crt",
    certFile: "/pki/etcd.crt",
    keyFile: "/pki/etcd.key",
    prefix: "/registry/",
  },
  leaders: ["kube-scheduler"],
};

/** A step of 60 seconds; `at` changes the world at these seconds. */
function run(
  world: FakeCluster,
  over: Partial<typeof input> = {},
  at: Readonly<Record<number, () => void>> = {},
  files = {},
) {
  const stop = new AbortController();
  const systemd = new FakeSystemd({ units: { "kubelet.service": { active: "active", journal: ["E1122 no CNI"] } } });
  const started = 1_000;
  const clock = new PacedClock((now) => {
    for (const [second, change] of Object.entries(at)) if (now >= started + Number(second) * 1_000) change();
    if (now >= started + 60_000)
      stop.abort(new AppError("STEP_TIMED_OUT", "kubernetes.verify did not end within 60 s"));
  }, started);
  const host = fakeHost({ files: { ...pki, ...files }, commands: [world.kubectl, systemd.command] });
  const ctx = fakeStepContext(host, { clock, signal: stop.signal });
  return { ctx, clock, stop, host, result: kubernetesVerifyBy(world.ask).check({ ...input, ...over }, ctx) };
}

describe("kubernetes.verify", () => {
  it("reports nodes, etcd endpoints and leaders of a cluster that is well", async () => {
    const world = new FakeCluster();
    const { result, ctx } = run(world);
    const roles = ["control-plane", "master"];
    expect(await result).toEqual({
      nodes: ["m1", "m2"].map((name) => ({ name, ready: true, roles, version: "v1.20.2" })),
      etcdEndpoints: 2,
      leaders: { "kube-scheduler": "m2_7" },
    });
    expect(ctx.lines).toEqual([]);
  });

  it("asks etcd through every endpoint with the apiserver's own certificate, and apiservers with their CA alone", async () => {
    const world = new FakeCluster();
    await run(world).result;
    const of = (path: string) => world.asked.filter(({ question }) => question.path === path).map(({ peer }) => peer);
    expect(of("/health")).toEqual([
      { host: "127.0.0.1", port: 2379, tls: { ca: "ETCD-CA", cert: "CERT", key: "KEY" } },
      { host: "127.0.0.2", port: 2379, tls: { ca: "ETCD-CA", cert: "CERT", key: "KEY" } },
    ]);
    expect(of("/readyz")).toEqual([
      { host: "127.0.0.1", port: 6443, tls: { ca: "CA" } },
      { host: "192.168.1.33", port: 12_567, tls: { ca: "CA" } },
    ]);
  });

  it("asks /healthz of an apiserver of 1.15, which lets nobody ask /readyz", async () => {
    const world = new FakeCluster();
    world.replies.set("127.0.0.1:6443 /readyz", { status: 403, text: "Forbidden" });
    world.replies.set("192.168.1.33:12567 /readyz", { status: 403, text: "Forbidden" });
    await expect(run(world).result).resolves.toMatchObject({ etcdEndpoints: 2 });
  });

  it("waits, says each time what it waits for, and asks ever more calmly", async () => {
    const world = new FakeCluster();
    world.nodes = [node("m1", noNetwork)];
    const { result, ctx } = run(
      world,
      {},
      {
        10: () => world.setNodes(node("m1"), node("m2", "container runtime is down")),
        30: () => world.setNodes(node("m1"), node("m2")),
      },
    );
    await result;
    expect(ctx.lines).toEqual([
      `waiting for node m1: not Ready: the host has no network plugin yet (${noNetwork}); node m2: not registered`,
      "waiting for node m2: not Ready: its container runtime does not answer (container runtime is down)",
    ]);
    expect(world.asked.filter(({ question }) => question.path === "/health").length / 2).toBeLessThan(15);
  });

  it("on time-out names exactly what is missing, the cause and the fix, with the kubelet's last lines", async () => {
    const world = new FakeCluster();
    world.nodes = [node("m1", noNetwork), node("m2")];
    await expect(run(world).result).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message: expect.stringMatching(/^node m1: not Ready: the host has no network plugin yet/),
      hint: expect.stringContaining("/etc/cni/net.d on m1"),
      evidence: expect.arrayContaining(["last lines of the kubelet:", "  E1122 no CNI"]),
      cause: expect.objectContaining({ code: "STEP_TIMED_OUT" }),
    });
  });

  it("does not wait for the Ready of a static pod whose container runs", async () => {
    const world = new FakeCluster();
    const running = pod("kube-apiserver-m1");
    world.pods = [{ ...running, status: { ...running.status, conditions: [] } }];
    await expect(run(world).result).resolves.toMatchObject({ nodes: expect.any(Array) });
  });

  it("shows why a static pod does not run, and its last words", async () => {
    const world = new FakeCluster();
    world.pods = [pod("kube-apiserver-m1", { reason: "CrashLoopBackOff", message: "back-off 40s" })];
    world.logs = "Error: unknown flag: --fo\n";
    const error = await run(world).result.catch((problem: unknown) => problem);
    expect(error).toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message:
        "pod kube-apiserver-m1: CrashLoopBackOff (container kube-apiserver, image k8s.gcr.io/kube-apiserver:v1.20.2: back-off 40s)",
      evidence: expect.arrayContaining(["  Error: unknown flag: --fo"]),
    });
  });

  it.each([
    [
      "this host's apiserver",
      "127.0.0.1:6443 /readyz",
      { status: 500, text: "[+]ping ok\n[-]etcd failed: reason withheld\n" },
      "HTTP 500: [-]etcd failed: reason withheld",
    ],
    [
      "the apiserver through the virtual IP",
      "192.168.1.33:12567 /readyz",
      "connect ECONNREFUSED",
      "connect ECONNREFUSED",
    ],
    [
      "etcd at https://127.0.0.2:2379",
      "127.0.0.2:2379 /health",
      { status: 503, text: '{"health":"false","reason":"RAFT NO LEADER"}' },
      "RAFT NO LEADER",
    ],
  ])("is not content while %s is not well", async (what, where, reply, why) => {
    const world = new FakeCluster();
    world.replies.set(where, reply);
    const error = await run(world).result.catch((problem: unknown) => problem);
    expect(error).toMatchObject({ code: "KUBERNETES_NOT_READY", message: expect.stringContaining(what) });
    expect(error).toMatchObject({ message: expect.stringContaining(why) });
  });

  it.each([
    ["that nobody holds", { holderIdentity: "" }, "kube-scheduler: nobody leads"],
    [
      "whose holder fell silent",
      { holderIdentity: "m2_7", renewTime: "2026-01-01T11:58:59.000000Z" },
      "m2_7 leads, and has not said so for more than a minute",
    ],
    ["that was never renewed", { holderIdentity: "m2_7" }, "m2_7 leads, and has not said so"],
  ])("does not take a lease %s for a leader, by the server's clock", async (_which, spec, why) => {
    const world = new FakeCluster();
    world.leases = [{ metadata: { name: "kube-scheduler" }, spec }];
    await expect(run(world).result).rejects.toMatchObject({ message: expect.stringContaining(why) });
  });

  it("says that the cluster cannot be asked, rather than that everything is missing", async () => {
    const world = new FakeCluster();
    world.kubectlFails = "Unable to connect to the server: EOF";
    await expect(run(world).result).rejects.toMatchObject({
      message: "the cluster cannot be asked: kubectl get nodes exited 1: Unable to connect to the server: EOF",
    });
  });

  it("without a network plugin asks only that the nodes are there", async () => {
    const world = new FakeCluster();
    world.nodes = [node("m1", noNetwork), node("m2", noNetwork)];
    expect((await run(world, { expectReady: false }).result).nodes.map(({ ready }) => ready)).toEqual([false, false]);
  });

  it("lets a cancel be a cancel", async () => {
    const world = new FakeCluster();
    world.nodes = [];
    const reason = new Error("canceled");
    const { result, stop } = run(world, {}, { 5: () => stop.abort(reason) });
    await expect(result).rejects.toBe(reason);
  });
});
