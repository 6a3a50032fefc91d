import { planSteps } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { buildPlan } from "../../packages/coordinator/src/plan/build-plan.ts";
import { factsOf, fakeSharedPki, fakeSpec } from "../fakes/cluster.ts";
import { absentKinds, agentCrashes, coordinatorCrashes, sample } from "./crash-plan.ts";

const spec = fakeSpec();
const request = { spec, specHash: "abc", facts: factsOf(spec), freshToken: "demo-0123456789abcdef" };
const plan = buildPlan({ ...request, pki: fakeSharedPki() });
const all = agentCrashes(plan);
const pointsOf = (step: string) => all.filter((crash) => crash.step === step).map(({ point }) => point);

describe("the crash points of a plan", () => {
  it("are all four of a step that changes the host, and three of one that only looks", () => {
    expect(pointsOf("etcd/start/m1")).toEqual(["before-exec", "mid-command", "unrecorded", "unacked"]);
    expect(pointsOf("control-plane/join/m2")).toEqual(["before-exec", "mid-command", "unrecorded", "unacked"]);
    const proof = planSteps(plan).find(({ kind }) => kind === "etcd.read-proof");
    expect(pointsOf(proof?.id ?? "")).toEqual(["before-exec", "unrecorded", "unacked"]);
  });

  it("are no middle of a step that finds nothing to change", () => {
    const some = agentCrashes(plan, new Set(["etcd/settle/m1"])).filter(({ step }) => step === "etcd/settle/m1");
    expect(some.map(({ point }) => point)).toEqual(["before-exec", "unrecorded", "unacked"]);
  });

  it("are all four of a drill, which stops something for a moment", () => {
    expect(pointsOf("drills/haproxy/m1")).toContain("mid-command");
  });

  it("leave out what touches neither etcd nor the virtual IP nor Kubernetes", () => {
    const kinds = new Map(planSteps(plan).map(({ id, kind }) => [id as string, kind]));
    expect(all.some(({ step }) => kinds.get(step)?.startsWith("host."))).toBe(false);
    expect(all.length).toBeGreaterThan(100);
  });
});

describe("the crash points of a plan for the coordinator", () => {
  it("are all five of each such step", () => {
    const own = coordinatorCrashes(plan).filter(({ step }) => step === "etcd/start/m1");
    expect(own.map(({ point }) => point)).toEqual(["before-intent", "unsent", "sent", "unsaved", "saved"]);
  });
});

describe("what a plan leaves out", () => {
  it("is named: the steps of a reset", () => {
    expect(absentKinds(plan)).toContain("kubeadm.reset");
    expect(absentKinds(plan)).not.toContain("kubeadm.join");
  });
});

describe("a sample", () => {
  it("is the same for the same seed, and has nothing twice", () => {
    expect(sample(all, 20, 7)).toEqual(sample(all, 20, 7));
    expect(sample(all, 20, 7)).not.toEqual(sample(all, 20, 8));
    expect(new Set(sample(all, 50, 7)).size).toBe(50);
  });
});
