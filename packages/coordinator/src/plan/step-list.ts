import { type AssertionId, type HostId, type StepId, stepId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import type { StepInput, StepKind } from "@quorate/shared/step/contract";

export interface StepOptions<K extends StepKind> {
  readonly title: string;
  readonly input: StepInput<K>;
  readonly needs?: readonly (StepId | AssertionId)[];
  readonly timeoutMs?: number;
}
type Extras = Pick<Step, "barrier" | "exclusive" | "secrets" | "retries" | "fades">;

/** Most steps read and write small files; what takes longer says so. */
const usualTimeoutMs = 30_000;

/** `phase/name/host`: ids sort and read like paths. */
export function idOf(phase: string, name: string, host: HostId): StepId {
  return stepId(`${phase}/${name}/${host}`);
}

export function step<K extends StepKind>(
  id: StepId,
  kind: K,
  host: HostId,
  options: StepOptions<K>,
  extras: Extras = {},
): Step {
  const { title, input, needs = [], timeoutMs = usualTimeoutMs } = options;
  // The contract map ties kind to input; the union of all steps is too wide for the compiler to see it through K.
  return { id, kind, host, title, needs, input, timeoutMs, ...extras } as unknown as Step;
}
