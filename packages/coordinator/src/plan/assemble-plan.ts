import { AppError } from "@quorate/shared/errors";
import type { Assertion, Barrier, Phase, Plan } from "@quorate/shared/plan";
import { everyHost, type PlanInput, type PlanRequest, readPlanInput } from "./plan-input.ts";
import { sealPlan } from "./seal-plan.ts";

/** What a plan is made of, each part from the same input. */
export interface Program {
  readonly phases: readonly ((plan: PlanInput) => Phase)[];
  readonly barriers: readonly ((plan: PlanInput) => Barrier)[];
  readonly assertions: readonly ((plan: PlanInput) => Assertion)[];
}

/** The builder throws what `readPlanInput` and `sealPlan` throw, and USAGE for a last phase that there is not. */
export function planBuilder(program: Program): (request: PlanRequest) => Plan {
  return (request) => {
    const input = readPlanInput(request);
    const all = program.phases.map((phase) => phase(input));
    const phases = upTo(all, request.until);
    const cutOff = all.slice(phases.length).some(({ steps }) => steps.length > 0);
    const known = new Set<string>(phases.flatMap(({ steps }) => steps.map(({ id }) => id)));
    return sealPlan({
      cluster: request.spec.name,
      ...(cutOff && request.until !== undefined ? { until: request.until } : {}),
      specHash: request.specHash,
      hosts: everyHost(input).map((site) => site.id),
      phases,
      barriers: program.barriers
        .map((barrier) => barrier(input))
        .filter(({ steps }) => steps.every((id) => known.has(id))),
      assertions: program.assertions
        .map((assertion) => assertion(input))
        .filter(({ over }) => over.every((id) => known.has(id))),
    });
  };
}

/** No step needs one of a later phase, so any first part of the phases is a plan of its own. */
function upTo(phases: readonly Phase[], last: string | undefined): readonly Phase[] {
  if (last === undefined) return phases;
  const at = phases.findIndex(({ name }) => name === last);
  if (at >= 0) return phases.slice(0, at + 1);
  throw new AppError("USAGE", `there is no phase ${JSON.stringify(last)}`, {
    hint: `the phases are ${phases.map(({ name }) => name).join(", ")}`,
  });
}
