import type { EtcdGeneration, HostFacts } from "@quorate/shared/facts";
import { type Plan, planSteps } from "@quorate/shared/plan";
import { stepContracts } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { factsOf, fakeFacts, fakeHosts, fakeSharedPki, fakeSpec, fakeWorkers } from "../../../../test/fakes/cluster.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { buildPlan } from "./build-plan.ts";
import { buildResetPlan } from "./build-reset-plan.ts";
import type { ResetOptions } from "./reset-input.ts";

const spec = fakeSpec({ hosts: [...fakeHosts(3), ...fakeWorkers(1)] });
const stacked = fakeSpec({ etcd: { ...spec.etcd, topology: "stacked" } });

/** The generation as a bootstrap would have formed it on these hosts. */
function formedEtcd(of: ClusterSpec): EtcdGeneration {
  const request = { spec: of, specHash: "", facts: factsOf(of), freshToken: "demo-0123456789abcdef" };
  const start = planSteps(buildPlan({ ...request, pki: fakeSharedPki() })).find(({ kind }) => kind === "etcd.start");
  if (start?.kind !== "etcd.start") throw new Error("no etcd.start");
  return { ...start.input.member.generation, dataDir: of.etcd.dataDir, formed: true };
}

function formedFacts(of: ClusterSpec, over: Partial<HostFacts> = {}) {
  return new Map([...factsOf(of, { ...over, etcd: formedEtcd(of) })]);
}

function reset(of: ClusterSpec, etcdData: ResetOptions["etcdData"], facts = factsOf(of)): Plan {
  return buildResetPlan({ spec: of, specHash: "abc", facts, options: { etcdData } });
}

const ids = (plan: Plan) => planSteps(plan).map(({ id }) => id);
const stepOf = (plan: Plan, id: string) => {
  const found = planSteps(plan).find((step) => step.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};

describe("buildResetPlan", () => {
  it.each([
    ["keep", factsOf(spec)],
    ["purge", formedFacts(spec)],
    ["destroy", formedFacts(spec)],
  ] as const)("gives every step an input that its contract accepts: %s", (etcdData, facts) => {
    for (const step of planSteps(reset(spec, etcdData, facts))) {
      const result = stepContracts[step.kind].input.safeParse(step.input);
      expect(result.error?.issues, step.id).toBeUndefined();
    }
  });

  it("says that it is a reset, and is the same for the same spec and facts", () => {
    expect(reset(spec, "keep")).toMatchObject({ purpose: "reset", cluster: "demo", barriers: [], assertions: [] });
    expect(reset(spec, "keep")).toEqual(reset(spec, "keep"));
    expect(reset(spec, "keep").hash).not.toBe(reset(spec, "destroy").hash);
  });

  it("takes workers down first, then every control-plane host at once", () => {
    const plan = reset(spec, "keep");
    expect(stepOf(plan, "reset-kubernetes/kubeadm/w1").needs).toEqual([]);
    for (const host of ["m1", "m2", "m3"]) {
      expect(stepOf(plan, `reset-kubernetes/kubeadm/${host}`).needs).toEqual(["reset-kubernetes/kubeadm/w1"]);
    }
  });

  it("works on hosts that never got as far as Kubernetes or etcd", () => {
    for (const etcdData of ["keep", "purge", "destroy"] as const) {
      const plan = reset(spec, etcdData);
      expect(ids(plan).filter((id) => id.startsWith("reset-kubernetes/"))).toHaveLength(4);
      expect(ids(plan).filter((id) => id.startsWith("reset-hosts/"))).toHaveLength(4);
    }
    expect(ids(reset(spec, "purge"))).not.toContain("reset-etcd/purge/m1");
  });

  it("keeps etcd and all it needs on control-plane hosts, and nothing on a worker", () => {
    const plan = reset(spec, "keep", formedFacts(spec));
    expect(ids(plan).filter((id) => id.startsWith("reset-etcd/"))).toEqual([]);
    const master = stepOf(plan, "reset-hosts/restore/m1");
    expect(master.input).toMatchObject({ units: expect.not.arrayContaining(["etcd.service"]) });
    expect(master.input).toMatchObject({
      keep: expect.arrayContaining([
        "/var/lib/quorate-etcd",
        "/etc/etcd/etcd.conf.yml",
        "/etc/quorate/pki/etcd",
        "/etc/hosts",
      ]),
    });
    expect(stepOf(plan, "reset-hosts/restore/w1").input).toEqual({
      units: ["kubelet.service", "containerd.service"],
      keep: [],
    });
  });

  it("takes the load balancer down whatever becomes of etcd", () => {
    const plan = reset(spec, "keep", formedFacts(spec));
    expect(stepOf(plan, "reset-hosts/restore/m2").input).toMatchObject({
      units: ["keepalived.service", "haproxy.service", "kubelet.service", "containerd.service"],
      keep: expect.not.arrayContaining(["/etc/haproxy/haproxy.cfg"]),
    });
  });

  it("purges through one member, once no apiserver is left that could write", () => {
    const plan = reset(spec, "purge", formedFacts(spec));
    const purge = planSteps(plan).filter(({ kind }) => kind === "etcd.purge");
    expect(purge).toMatchObject([
      { host: "m1", input: { prefix: "/registry/", apiservers: ["10.0.0.1", "10.0.0.2", "10.0.0.3"] } },
    ]);
    expect(purge[0]?.needs).toEqual(["m1", "m2", "m3"].map((host) => `reset-kubernetes/kubeadm/${host}`));
    expect(stepOf(plan, "reset-hosts/restore/m1").needs).toContain("reset-etcd/purge/m1");
  });

  it("destroys every member after the last apiserver, and leaves nothing of ours", () => {
    const plan = reset(spec, "destroy", formedFacts(spec));
    expect(stepOf(plan, "reset-etcd/destroy/m3").needs).toContain("reset-kubernetes/kubeadm/m1");
    expect(stepOf(plan, "reset-hosts/restore/m3").input).toMatchObject({
      units: expect.arrayContaining(["etcd.service"]),
      keep: [],
    });
  });

  it("destroys even what the facts know nothing of: a half-made member leaves data too", () => {
    expect(ids(reset(spec, "destroy"))).toContain("reset-etcd/destroy/m2");
  });

  it.each(["purge", "destroy"] as const)("does not promise to %s stacked etcd, which ends with its pods", (choice) => {
    expect(() => reset(stacked, choice)).toThrow(`nobody is left who could ${choice} it`);
  });

  it("takes stacked etcd down with Kubernetes, and has no step for its data", () => {
    expect(ids(reset(stacked, "keep")).filter((id) => id.startsWith("reset-etcd/"))).toEqual([]);
    expect(stepOf(reset(stacked, "keep"), "reset-hosts/restore/m1").input).toMatchObject({ keep: [] });
  });

  it("refuses to take down hosts of two clusters at once", () => {
    const facts = new Map(factsOf(spec));
    for (const [index, [id]] of [...facts].entries()) {
      const host = spec.hosts[index];
      if (!host) throw new Error("a host of the spec expected");
      const caHash = `sha256:${(index === 2 ? "b" : "a").repeat(64)}`;
      facts.set(id, fakeFacts(host, { kubernetes: { role: host.role, caHash, joined: true } }));
    }
    expect(() => reset(spec, "keep", facts)).toThrow("the hosts belong to different Kubernetes clusters: m1");
  });

  it("refuses to begin while an agent is away", () => {
    const facts = new Map([...factsOf(spec)].filter(([id]) => id !== "m3"));
    expect(() => reset(spec, "keep", facts)).toThrow("there are no facts of m3");
  });
});
