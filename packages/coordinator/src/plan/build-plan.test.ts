import { hostId } from "@quorate/shared/ids";
import { planSteps } from "@quorate/shared/plan";
import { stepContracts } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { factsOf, fakeFacts, fakeHosts, fakeSharedPki, fakeSpec } from "../../../../test/fakes/cluster.ts";
import { buildPlan } from "./build-plan.ts";

const spec = fakeSpec();
const request = {
  spec,
  specHash: "abc",
  facts: factsOf(spec),
  freshToken: "demo-0123456789abcdef",
  pki: fakeSharedPki(),
};

describe("buildPlan", () => {
  it("gives the same plan for the same spec and facts", () => {
    expect(buildPlan(request)).toEqual(buildPlan(request));
  });

  it("gives every step an input that its contract accepts", () => {
    for (const step of planSteps(buildPlan(request))) {
      const result = stepContracts[step.kind].input.safeParse(step.input);
      expect(result.error?.issues, step.id).toBeUndefined();
    }
  });

  it("plans nothing for a host whose own record is damaged, and says where and what to do", () => {
    const damaged = [{ file: "/etc/quorate/etcd-generation.json", hint: "restore it" }];
    const facts = new Map(request.facts);
    const [, second] = spec.hosts;
    if (second) facts.set(hostId(second.name), fakeFacts(second, { damaged }));
    expect(() => buildPlan({ ...request, facts })).toThrow(
      expect.objectContaining({
        code: "PLAN_IMPOSSIBLE",
        message: expect.stringContaining("/etc/quorate/etcd-generation.json on m2 is damaged"),
        hint: "on m2: restore it",
      }),
    );
  });

  it("has another hash when the spec asks for something else", () => {
    const other = fakeSpec({ endpoint: { ...spec.endpoint, port: 6444 } });
    expect(buildPlan({ ...request, spec: other }).hash).not.toBe(buildPlan(request).hash);
  });

  it("derives a priority of its own for every host", () => {
    const steps = planSteps(buildPlan(request)).flatMap((step) =>
      step.kind === "keepalived.configure" ? [step.input.priority] : [],
    );
    expect(steps).toEqual([200, 190, 180]);
  });

  it("starts first the etcd member that the others ask first, whatever the order of the spec", () => {
    const reversed = fakeSpec({ hosts: [...fakeHosts(3)].reverse() });
    const plan = buildPlan({ ...request, spec: reversed, facts: factsOf(reversed) });
    const barrier = plan.barriers.find(({ order }) => order === "first-then-rest");
    expect(barrier?.steps).toEqual(["etcd/start/m1", "etcd/start/m2", "etcd/start/m3"]);
  });

  it("keeps the etcd cluster that the hosts have formed", () => {
    const first = buildPlan(request);
    const start = planSteps(first).find((step) => step.kind === "etcd.start");
    if (start?.kind !== "etcd.start") throw new Error("no etcd.start");
    const { token, clusterId } = start.input.member.generation;
    const etcd = { token, clusterId, dataDir: spec.etcd.dataDir, formed: true };
    const second = buildPlan({ ...request, facts: factsOf(spec, { etcd }), freshToken: "demo-ffffffffffffffff" });
    const again = planSteps(second).find((step) => step.kind === "etcd.start");
    expect(again?.input).toEqual(start.input);
  });

  it("does not take up a generation that was begun and never formed", () => {
    const etcd = { token: "demo-aaaaaaaaaaaaaaaa", clusterId: "1", dataDir: "/x", formed: false };
    const plan = buildPlan({ ...request, facts: factsOf(spec, { etcd }) });
    expect(JSON.stringify(plan)).not.toContain("demo-aaaaaaaaaaaaaaaa");
  });

  it("counts a host in that was interrupted just before it was told that the cluster is formed", () => {
    const start = planSteps(buildPlan(request)).find((step) => step.kind === "etcd.start");
    if (start?.kind !== "etcd.start") throw new Error("no etcd.start");
    const { token, clusterId } = start.input.member.generation;
    const etcd = { token, clusterId, dataDir: spec.etcd.dataDir, formed: true };
    const facts = new Map(factsOf(spec, { etcd }));
    const [, , third] = fakeHosts(3);
    if (!third) throw new Error("three hosts expected");
    facts.set(hostId(third.name), fakeFacts(third, { etcd: { ...etcd, formed: false } }));
    expect(JSON.stringify(buildPlan({ ...request, facts, freshToken: "demo-ffffffffffffffff" }))).toContain(token);
  });

  it("fault 35: refuses to go on when one host has lost the member that the others count on", () => {
    const token = "demo-aaaaaaaaaaaaaaaa";
    const etcd = { token, clusterId: "1", dataDir: "/x", formed: true };
    const facts = new Map(factsOf(spec, { etcd }));
    const [, , third] = fakeHosts(3);
    if (!third) throw new Error("three hosts expected");
    facts.set(hostId(third.name), fakeFacts(third));
    expect(() => buildPlan({ ...request, facts })).toThrow(/m3 lost the etcd member/);
  });

  it("names the addresses a host has when the one of the spec is missing", () => {
    const facts = factsOf(spec, { interfaces: [{ name: "eth9", mac: "", addresses: ["172.16.0.5/24"] }] });
    expect(() => buildPlan({ ...request, facts })).toThrow(
      "m1 does not have its address 10.0.0.1; it has eth9 172.16.0.5/24",
    );
  });

  it("ends with the phase that is asked for, and needs nothing of a later one", () => {
    const plan = buildPlan({ ...request, until: "etcd" });
    expect(plan.phases.at(-1)?.name).toBe("etcd");
    expect(plan.barriers.map(({ id }) => id)).toContain("etcd/start");
  });

  it("says where it was cut off, and nothing when nothing is left out", () => {
    expect(buildPlan({ ...request, until: "etcd" }).until).toBe("etcd");
    expect(buildPlan(request)).not.toHaveProperty("until");
    expect(buildPlan({ ...request, until: "drills" })).toEqual(buildPlan(request));
  });

  it("names the phases when asked for one that there is not", () => {
    expect(() => buildPlan({ ...request, until: "etc" })).toThrow('there is no phase "etc"');
  });

  it("leaves out barriers and assertions over steps that are left out", () => {
    const plan = buildPlan({ ...request, until: "network" });
    expect(plan.barriers.map(({ id }) => id)).toEqual(["network/reach"]);
    expect(plan.assertions).toEqual([]);
  });
});
