import { assertionId, hostId, type StepId, stepId } from "@quorate/shared/ids";
import type { Plan, Step } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { checkGraph } from "./graph.ts";
import { step } from "./step-list.ts";

const host = hostId("m1");
const check = (id: string, needs: readonly StepId[] = []): Step =>
  step(stepId(id), "agent.self-check", host, { title: id, input: { ordinal: 1 }, needs });
const plan = (phases: readonly (readonly Step[])[], extra: Partial<Plan> = {}): Plan => ({
  hash: "",
  cluster: "demo",
  specHash: "",
  hosts: [host],
  phases: phases.map((steps, index) => ({ name: `p${index}`, title: "", steps })),
  barriers: [],
  assertions: [],
  ...extra,
});

describe("checkGraph", () => {
  it("accepts steps that need earlier ones", () => {
    expect(() => checkGraph(plan([[check("a")], [check("b", [stepId("a")])]]))).not.toThrow();
  });

  it("refuses two steps of one id", () => {
    expect(() => checkGraph(plan([[check("a"), check("a")]]))).toThrow("two steps are called a");
  });

  it("refuses a need that does not exist", () => {
    expect(() => checkGraph(plan([[check("a", [stepId("x")])]]))).toThrow("a needs x, which does not exist");
  });

  it("refuses a need of a later phase, which would make the phases unreadable", () => {
    expect(() => checkGraph(plan([[check("a", [stepId("b")])], [check("b")]]))).toThrow("a needs b of a later phase");
  });

  it("refuses a circle, also one that goes through an assertion", () => {
    const circle = [check("a", [stepId("b")]), check("b", [stepId("a")])];
    expect(() => checkGraph(plan([circle]))).toThrow("a circle of needs: a -> b -> a");
    const id = assertionId("holds");
    const over = { id, title: "", over: [stepId("a")], rule: "all-equal", field: "x", failure: "INTERNAL" } as const;
    const through = [{ ...check("a"), needs: [id] } as Step];
    expect(() => checkGraph(plan([through], { assertions: [over] }))).toThrow("a circle of needs");
  });
});
