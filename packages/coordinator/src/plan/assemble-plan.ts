import type { Assertion, Barrier, Phase, Plan } from "@quorate/shared/plan";
import { everyHost, type PlanInput, type PlanRequest, readPlanInput } from "./plan-input.ts";
import { sealPlan } from "./seal-plan.ts";

/** What a plan is made of, each part from the same input. */
export interface Program {
  readonly phases: readonly ((plan: PlanInput) => Phase)[];
  readonly barriers: readonly ((plan: PlanInput) => Barrier)[];
  readonly assertions: readonly ((plan: PlanInput) => Assertion)[];
}

/** The builder throws what `readPlanInput` and `sealPlan` throw. */
export function planBuilder(program: Program): (request: PlanRequest) => Plan {
  return (request) => {
    const input = readPlanInput(request);
    return sealPlan({
      cluster: request.spec.name,
      specHash: request.specHash,
      hosts: everyHost(input).map((site) => site.id),
      phases: program.phases.map((phase) => phase(input)),
      barriers: program.barriers.map((barrier) => barrier(input)),
      assertions: program.assertions.map((assertion) => assertion(input)),
    });
  };
}
