import { planSteps } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { checkGraph } from "../../../packages/coordinator/src/plan/graph.ts";
import { trivialPlan } from "./trivial-plan.ts";

describe("trivialPlan", () => {
  const plan = trivialPlan(["m1", "m2", "m3"], 40);

  it("has each step once on each host and can be run", () => {
    expect(planSteps(plan)).toHaveLength(120);
    expect(() => checkGraph(plan)).not.toThrow();
  });

  it("lets no host begin a step before all hosts ended the one before", () => {
    const [first, , , second] = planSteps(plan);
    expect(first?.needs).toEqual([]);
    expect(second?.needs).toEqual(["bench/true-0/m1", "bench/true-0/m2", "bench/true-0/m3"]);
  });
});
