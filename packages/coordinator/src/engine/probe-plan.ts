import type { RunId, StepId } from "@quorate/shared/ids";
import { type Plan, planSteps } from "@quorate/shared/plan";
import type { Drift, Failure } from "@quorate/shared/step/outcome";
import { type AskPorts, askHosts } from "./ask-hosts.ts";

/** What one step would change; a failure when its probe could not tell. */
export interface StepProbe {
  readonly step: StepId;
  readonly drift: readonly Drift[];
  readonly failure?: Failure;
}

const limitMs = 60_000;

/** Asks every agent what each step of the plan would change; nothing is changed and nothing is recorded. */
export async function probePlan(plan: Plan, run: RunId, ports: AskPorts): Promise<readonly StepProbe[]> {
  // To probe is not to arm: no step waits for another.
  const steps = planSteps(plan).map(({ barrier: _barrier, ...step }) => step as typeof step);
  const answers = await askHosts({ steps, mode: "probe", run, limitMs }, ports);
  return answers.map(({ step, drift, failure }) => ({ step: step.id, drift, ...(failure ? { failure } : {}) }));
}
