import { AppError } from "@quorate/shared/errors";
import { type Plan, planSteps, type Step } from "@quorate/shared/plan";

/** Refuses (INTERNAL) a plan that could not run or not be read: double ids, unknown needs, needs of a later phase, cycles. */
export function checkGraph(plan: Plan): void {
  const place = placeSteps(plan);
  for (const assertion of plan.assertions) {
    place.set(assertion.id, Math.max(...assertion.over.map((id) => known(place, id, assertion.id))));
  }
  for (const step of planSteps(plan)) refuseLaterNeeds(place, step);
  for (const barrier of plan.barriers) for (const id of barrier.steps) known(place, id, barrier.id);
  refuseCycles(plan);
}

/** Step id to the index of its phase. */
function placeSteps(plan: Plan): Map<string, number> {
  const place = new Map<string, number>();
  for (const [index, phase] of plan.phases.entries()) {
    for (const step of phase.steps) {
      if (place.has(step.id)) throw broken(`two steps are called ${step.id}`);
      place.set(step.id, index);
    }
  }
  return place;
}

function refuseLaterNeeds(place: ReadonlyMap<string, number>, step: Step): void {
  const own = known(place, step.id, step.id);
  const later = step.needs.find((need) => known(place, need, step.id) > own);
  if (later !== undefined) throw broken(`${step.id} needs ${later} of a later phase`);
}

function known(place: ReadonlyMap<string, number>, id: string, by: string): number {
  const index = place.get(id);
  if (index === undefined) throw broken(`${by} needs ${id}, which does not exist`);
  return index;
}

function refuseCycles(plan: Plan): void {
  const needs = new Map<string, readonly string[]>();
  for (const step of planSteps(plan)) needs.set(step.id, step.needs);
  for (const assertion of plan.assertions) needs.set(assertion.id, assertion.over);
  const closed = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (closed.has(id)) return;
    if (path.includes(id)) throw broken(`a circle of needs: ${[...path, id].join(" -> ")}`);
    for (const next of needs.get(id) ?? []) visit(next, [...path, id]);
    closed.add(id);
  };
  for (const id of needs.keys()) visit(id, []);
}

function broken(message: string): AppError {
  return new AppError("INTERNAL", `the plan is broken: ${message}`);
}
