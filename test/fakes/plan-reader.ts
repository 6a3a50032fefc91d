import { type Plan, planSteps, type Step } from "@quorate/shared/plan";
import type { StepKind } from "@quorate/shared/step/contract";

/** The steps of one kind, in the plan's order. */
export function stepsOf<K extends StepKind>(plan: Plan, kind: K): readonly Extract<Step, { kind: K }>[] {
  const has = (step: Step): step is Extract<Step, { kind: K }> => step.kind === kind;
  return planSteps(plan).filter(has);
}

export function stepById(plan: Plan, id: string): Step {
  const found = planSteps(plan).find((step) => step.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
}

/** Everything that is over before a step starts: steps and assertions. */
export function before(plan: Plan, id: string): ReadonlySet<string> {
  stepById(plan, id);
  const needs = new Map<string, readonly string[]>([
    ...planSteps(plan).map((step) => [step.id, step.needs] as const),
    ...plan.assertions.map((assertion) => [assertion.id, assertion.over] as const),
  ]);
  const seen = new Set<string>();
  const visit = (at: string): void => {
    for (const need of needs.get(at) ?? []) {
      if (seen.has(need)) continue;
      seen.add(need);
      visit(need);
    }
  };
  visit(id);
  return seen;
}
