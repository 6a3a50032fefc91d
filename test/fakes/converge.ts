import type { StepInput, StepKind, StepOutput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { ApplyHandler, StepContext } from "../../packages/agent/src/steps/handler.ts";

export interface Converged<K extends StepKind> {
  readonly before: readonly Drift[];
  /** Undefined when there was nothing to do. */
  readonly output: StepOutput<K> | undefined;
  /** What is left; empty when the step did what it promises. */
  readonly after: readonly Drift[];
}

/** Probe, apply when something differs, probe again: what a runner does with a step. */
export async function converge<K extends StepKind>(
  handler: ApplyHandler<K>,
  input: StepInput<K>,
  ctx: StepContext,
): Promise<Converged<K>> {
  const before = await handler.probe(input, ctx);
  if (before.length === 0) return { before, output: undefined, after: before };
  const output = await handler.apply(input, ctx);
  return { before, output, after: await handler.probe(input, ctx) };
}
