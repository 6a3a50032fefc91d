import { type Plan, planSteps } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { factsOf, fakeHosts, fakeSharedPki, fakeSpec, fakeWorkers, joinedBut } from "../../../../test/fakes/cluster.ts";
import { before, stepById, stepsOf } from "../../../../test/fakes/plan-reader.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { buildPlan } from "./build-plan.ts";

const base = fakeSpec();

function planOf(spec: ClusterSpec, facts = factsOf(spec), until: { readonly until?: string } = {}): Plan {
  const request = { spec, specHash: "abc", facts, freshToken: "demo-0123456789abcdef", pki: fakeSharedPki() };
  return buildPlan({ ...request, ...until });
}

const kubernetes = (over: Partial<ClusterSpec["kubernetes"]>) => ({ kubernetes: { ...base.kubernetes, ...over } });
const withWorkers = fakeSpec({ hosts: [...fakeHosts(3), ...fakeWorkers(2)] });
const stacked = fakeSpec({ etcd: { ...base.etcd, topology: "stacked" } });
const docker = { name: "docker", packages: ["docker-ce", "docker-ce-cli", "containerd.io"], mirrors: [] } as const;
const manifests = [
  { name: "first.yaml", text: "kind: A" },
  { name: "second.yaml", text: "kind: B" },
];

describe("a plan of Kubernetes", () => {
  it("starts init only when the virtual IP and the etcd cluster are proved and settled, and every control-plane host is ready", () => {
    const plan = planOf(withWorkers);
    const over = before(plan, "control-plane/init/m1");
    for (const id of ["load-balancer/single-holder", "etcd/settle/m1", "etcd/settle/m3", "images/ensure/m1"]) {
      expect(over).toContain(id);
    }
    for (const id of [
      "certificates/etcd/m1",
      "certificates/kubernetes/m1",
      "runtime/kubelet/m1",
      "system/swap-off/m1",
    ]) {
      expect(over).toContain(id);
    }
    expect(over).toContain("images/ensure/m2");
    const [worker] = fakeWorkers(2);
    expect(over).not.toContain(`images/ensure/${worker?.name}`);
  });

  it("does not let a worker of a cluster that stands wait for what another control-plane host lacks", () => {
    const plan = planOf(withWorkers, joinedBut(withWorkers, "w2"));
    expect(before(plan, "workers/join/w2")).toContain("images/ensure/m1");
    expect(before(plan, "workers/join/w2")).not.toContain("images/ensure/m3");
  });

  it("installs everything of a host in one transaction, and images do not wait for etcd", () => {
    const plan = planOf(base);
    expect(stepsOf(plan, "package.install").map(({ host }) => host)).toEqual(["m1", "m2", "m3"]);
    expect(before(plan, "images/ensure/m1")).not.toContain("etcd/start/m1");
    expect(before(plan, "certificates/kubernetes/m1")).not.toContain("packages/install/m1");
  });

  it("has the CA on the host before haproxy checks apiservers with it", () => {
    const plan = planOf(base);
    expect(before(plan, "load-balancer/haproxy/m2")).toContain("certificates/kubernetes/m2");
    const [haproxy] = stepsOf(plan, "haproxy.configure");
    const [shared] = stepsOf(plan, "kubernetes.pki");
    expect(shared?.input.publicFiles.map(({ path }) => path)).toContain(haproxy?.input.backendCaFile);
  });

  it("lets control-plane hosts and workers join at the same time when etcd is external", () => {
    const plan = planOf(withWorkers);
    for (const id of ["control-plane/join/m2", "control-plane/join/m3", "workers/join/w1", "workers/join/w2"]) {
      const over = before(plan, id);
      expect(over, id).toContain("control-plane/init/m1");
      expect(
        [...over].filter((other) => other.includes("/join/")),
        id,
      ).toEqual([]);
    }
  });

  it("lets control-plane hosts join one after the other when each adds a member to stacked etcd", () => {
    const plan = planOf({ ...withWorkers, etcd: stacked.etcd });
    expect(before(plan, "control-plane/join/m3")).toContain("control-plane/join/m2");
    expect(before(plan, "workers/join/w1")).not.toContain("control-plane/join/m2");
  });

  it("never repeats init or a join by itself", () => {
    const plan = planOf(withWorkers);
    const steps = [...stepsOf(plan, "kubeadm.init"), ...stepsOf(plan, "kubeadm.join")];
    expect(steps.map(({ retries }) => retries ?? 0)).toEqual([0, 0, 0, 0, 0]);
  });

  it("makes its token good before anybody joins, takes it back after the last, and has neither step where nobody joins", () => {
    const fresh = planOf(withWorkers);
    for (const id of ["control-plane/join/m2", "workers/join/w1"]) {
      expect(before(fresh, id)).toContain("control-plane/token/m1");
    }
    expect([...before(fresh, "workers/token-revoke/m1")].filter((id) => id.includes("/join/"))).toHaveLength(4);
    const later = planOf(withWorkers, joinedBut(withWorkers, "w2"));
    expect(before(later, "workers/join/w2")).toContain("control-plane/token/m1");
    const finished = planOf(withWorkers, joinedBut(withWorkers));
    expect([...stepsOf(finished, "kubeadm.token"), ...stepsOf(finished, "kubeadm.token-revoke")]).toEqual([]);
  });

  it("takes the token back where a run ends, also when it ends before the workers", () => {
    const until = { until: "control-plane" };
    const early = planOf(withWorkers, factsOf(withWorkers), until);
    expect([...before(early, "control-plane/token-revoke/m1")].filter((id) => id.includes("/join/"))).toHaveLength(2);
    expect(stepsOf(planOf(withWorkers), "kubeadm.token-revoke")).toHaveLength(1);
    expect(stepsOf(planOf(base, factsOf(base), until), "kubeadm.token-revoke")).toHaveLength(1);
  });

  it("starts the runtime once forwarding is on: docker that turns it on itself closes the forward chain", () => {
    expect(before(planOf(fakeSpec({ runtime: docker })), "runtime/configure/m1")).toContain("system/sysctl/m1");
  });

  it("has another host speak for the cluster when the first of the spec must join anew", () => {
    const plan = planOf(base, joinedBut(base, "m1"));
    expect(stepById(plan, "control-plane/init/m2").kind).toBe("kubeadm.init");
    expect(before(plan, "control-plane/join/m1")).toContain("control-plane/token/m2");
  });

  it("gives a worker neither keys of the cluster, nor etcd, nor the virtual IP", () => {
    const ofWorker = planSteps(planOf(withWorkers)).filter(({ host }) => host === "w1");
    const kinds = new Set<string>(ofWorker.map(({ kind }) => kind));
    for (const kind of ["kubernetes.pki", "certificates.ensure", "keepalived.configure", "kubernetes.kubeconfig"]) {
      expect(kinds).not.toContain(kind);
    }
    expect([...kinds].filter((kind) => kind.startsWith("etcd."))).toEqual([]);
    const images = ofWorker.find(({ kind }) => kind === "images.ensure");
    expect(images?.input).toMatchObject({ only: ["kube-proxy", "pause"] });
    expect(JSON.stringify(ofWorker.filter(({ kind }) => kind === "package.install"))).not.toMatch(/haproxy|kubectl/);
  });

  it("has a worker dial the apiservers and the control plane dial its kubelet, and no worker another", () => {
    const reach = (host: string) =>
      stepsOf(planOf(withWorkers), "preflight.network").find((step) => step.host === host)?.input;
    expect(reach("w1")?.peers.map(({ host, dial }) => [host, dial])).toEqual([
      ["m1", [12567, 6443]],
      ["m2", [12567, 6443]],
      ["m3", [12567, 6443]],
    ]);
    expect(reach("w1")?.ports.map(({ port }) => port)).toEqual([10250]);
    const peer = reach("m1")?.peers.find(({ host }) => host === "w1");
    expect(peer).toMatchObject({ dial: [10250], calls: [12567, 6443] });
  });

  it("leaves etcd to kubeadm when it is stacked", () => {
    const plan = planOf(stacked);
    const ours = planSteps(plan).filter(({ kind }) => kind.startsWith("etcd.") || kind === "certificates.ensure");
    expect(ours).toEqual([]);
    expect(plan.phases.map(({ name }) => name)).not.toContain("etcd");
    expect(plan.barriers.map(({ id }) => id)).toEqual(["network/reach"]);
    expect(JSON.stringify(stepsOf(plan, "package.install"))).not.toContain("etcd-server");
    expect(stepsOf(plan, "kubeadm.init")[0]?.input).not.toHaveProperty("etcd");
    expect(stepsOf(plan, "kubernetes.verify")[0]?.input.staticPods).toContain("etcd");
    expect(stepsOf(plan, "kubernetes.pki")[0]?.input.secretFiles.map(({ path }) => path)).toContain(
      "/etc/kubernetes/pki/etcd/ca.key",
    );
  });

  it("keeps both kinds of units asleep until their configuration is there, and holds pinned versions", () => {
    const versions = { kubeadm: "1.20.2-*", kubelet: "1.20.2-*", kubectl: "1.20.2-*", "docker-ce": "20.10*" };
    const plan = planOf(fakeSpec({ runtime: docker, packages: { ...base.packages, versions } }));
    const install = stepById(plan, "packages/install/m1");
    expect(install.input).toMatchObject({
      keepStopped: [
        ...["etcd.service", "haproxy.service", "keepalived.service"],
        ...["docker.service", "docker.socket", "containerd.service", "kubelet.service"],
      ],
    });
    expect(JSON.stringify(install.input)).toContain('{"name":"kubeadm","version":"1.20.2-*","hold":true}');
    expect(JSON.stringify(install.input)).toContain('{"name":"containerd.io","hold":false}');
  });

  it("skips kubeadm's pull where it would want images of addons that nobody asked for", () => {
    const exceptions = (version: string) => {
      const plan = planOf(fakeSpec(kubernetes({ version, skipAddons: ["coredns"] })));
      return stepsOf(plan, "kubeadm.init")[0]?.input;
    };
    expect(exceptions("1.20.2")).toMatchObject({
      ignorePreflightErrors: ["ImagePull"],
      skipPhases: ["addon/coredns"],
    });
    expect(exceptions("1.28.0")).toMatchObject({ ignorePreflightErrors: [] });
    expect(
      stepsOf(planOf(fakeSpec(kubernetes({ skipAddons: ["coredns"] }))), "images.ensure")[0]?.input.except,
    ).toEqual(["coredns"]);
  });

  it("excepts in kubeadm what the spec excepts here", () => {
    const preflight = { ...base.preflight, ignore: ["CPU"], minMemoryMiB: 900 };
    const plan = planOf(fakeSpec({ preflight, system: { ...base.system, swap: "leave" } }));
    expect(stepsOf(plan, "kubeadm.join")[0]?.input.ignorePreflightErrors).toEqual(["NumCPU", "Mem", "Swap"]);
  });

  it("applies the network plugin while others join, in its order, and sees it rolled out after the last join", () => {
    const plan = planOf({ ...withWorkers, ...kubernetes({ network: { plugin: "manifests", manifests } }) });
    const applied = before(plan, "network-plugin/apply-2/m1");
    expect(applied).toContain("network-plugin/apply-1/m1");
    expect([...applied].filter((id) => id.includes("/join/"))).toEqual([]);
    expect(before(plan, "verify/rollout-1/m1")).toContain("workers/join/w2");
    expect(stepById(plan, "verify/rollout-1/m1").input).toMatchObject({ name: "first.yaml", rolloutMs: 300_000 });
  });

  it("looks at the finished cluster from every host; a worker answers for itself", () => {
    const inputs = stepsOf(planOf(withWorkers), "kubernetes.verify").map(({ input }) => input);
    expect(inputs[0]?.nodes).toEqual(["m1", "m2", "m3", "w1", "w2"]);
    expect(inputs[0]?.leaders).toEqual(["kube-controller-manager", "kube-scheduler"]);
    expect(inputs[3]).toMatchObject({ name: "w1", nodes: [], kubeconfig: "/etc/kubernetes/kubelet.conf" });
    expect(inputs.every(({ expectReady }) => !expectReady)).toBe(true);
    const flannel = planOf(fakeSpec(kubernetes({ version: "1.19.0", network: { plugin: "flannel" } })));
    expect(stepsOf(flannel, "kubernetes.verify")[0]?.input).toMatchObject({ expectReady: true, leaders: [] });
  });

  it("stops one thing after the other on a first bootstrap, and never again", () => {
    const plan = planOf(base);
    const drills = stepsOf(plan, "kubernetes.outage").map(({ id }) => id);
    expect(drills).toEqual([
      ...["drills/haproxy/m1", "drills/haproxy/m2", "drills/haproxy/m3"],
      ...["drills/apiserver/m1", "drills/apiserver/m2", "drills/apiserver/m3"],
    ]);
    for (const [index, id] of drills.entries()) {
      expect([...before(plan, id)].filter((other) => other.startsWith("drills/"))).toHaveLength(index);
    }
    expect(before(plan, "drills/haproxy/m1")).toContain("settings/node/m3");
    expect(before(plan, "drills/haproxy/m1")).toContain("verify/cluster/m3");
    expect(before(plan, "drills/haproxy/m1")).toContain("control-plane/token-revoke/m1");
    expect(stepsOf(planOf(base, joinedBut(base, "m3")), "kubernetes.outage")).toEqual([]);
    expect(stepsOf(planOf(fakeSpec(kubernetes({ provokeOutages: false }))), "kubernetes.outage")).toEqual([]);
    expect(stepsOf(planOf(fakeSpec({ hosts: fakeHosts(1) })), "kubernetes.outage")).toEqual([]);
  });

  it("refuses to plan without the facts of a worker", () => {
    const facts = new Map([...factsOf(withWorkers)].filter(([id]) => id !== "w2"));
    expect(() => planOf(withWorkers, facts)).toThrow("there are no facts of w2");
  });
});
