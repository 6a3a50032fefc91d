import { createHash } from "node:crypto";
import type { Plan } from "@quorate/shared/plan";
import { checkGraph } from "./graph.ts";

/** Leaves out what has no steps, gives the plan its hash, and refuses (INTERNAL) a plan that could not run. */
export function sealPlan({ phases, barriers, assertions, ...head }: Omit<Plan, "hash">): Plan {
  const body = {
    ...head,
    phases: phases.filter(({ steps }) => steps.length > 0),
    barriers: barriers.filter(({ steps }) => steps.length > 0),
    assertions: assertions.filter(({ over }) => over.length > 0),
  };
  const plan = { hash: createHash("sha256").update(JSON.stringify(body)).digest("hex"), ...body };
  checkGraph(plan);
  return plan;
}
