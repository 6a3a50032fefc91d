import type { ErrorCode } from "./error-catalogue.ts";
import type { AssertionId, BarrierId, HostId, StepId } from "./ids.ts";
import type { StepInput, StepKind } from "./step/contract.ts";

/** A node of the plan. Pure data: it can be printed, hashed, compared and stored. */
export type Step = {
  [K in StepKind]: {
    readonly id: StepId;
    readonly kind: K;
    readonly host: HostId;
    readonly title: string;
    /** Steps and assertions that must be done first; never of a later phase. */
    readonly needs: readonly (StepId | AssertionId)[];
    readonly input: StepInput<K>;
    readonly timeoutMs: number;
    readonly barrier?: BarrierId;
    /** Steps of one host that name the same resource run one after the other. */
    readonly exclusive?: "package-manager";
    /** Secrets that the input refers to by name; they travel beside it, never in it. */
    readonly secrets?: readonly string[];
    /** How often a failure that may heal by itself (retry "backoff") is tried again; 0 unless given. */
    readonly retries?: number;
    /** What it gives lasts only for a while: a run that was interrupted does it again before the steps that need it. */
    readonly fades?: true;
  };
}[StepKind];

/**
 * Couples hosts in time: every step of the barrier is armed, then fired.
 * together: all at once. first-then-rest: the first step, and the others when it reports the mark `gate`.
 */
export interface Barrier {
  readonly id: BarrierId;
  readonly title: string;
  readonly steps: readonly StepId[];
  readonly order: "together" | "first-then-rest";
  readonly gate?: string;
  /** How long a member may take to arm, after all could start arming. */
  readonly armMs: number;
  /** From the first fire until every member is done; a late member cancels all. */
  readonly windowMs: number;
  readonly missed: ErrorCode;
  /** When a member fails, what the others did is undone. */
  readonly undo: boolean;
  /** What members were fired with is spent: a start that was taken back is not tried again under the same plan. */
  readonly once?: true;
}

/** A statement about the outputs of several steps, judged when all of them are done. */
export interface Assertion {
  readonly id: AssertionId;
  readonly title: string;
  readonly over: readonly StepId[];
  readonly rule: "exactly-one" | "all-equal";
  readonly field: string;
  readonly failure: ErrorCode;
}

/** Phases are for reading; `needs` decide what runs when. */
export interface Phase {
  readonly name: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Plan {
  /** sha256 over everything below, hexadecimal. */
  readonly hash: string;
  readonly cluster: string;
  /** Absent: bootstrap. */
  readonly purpose?: "reset";
  /** Name of the last phase, when the operator asked for no more; absent: nothing was left out. */
  readonly until?: string;
  readonly specHash: string;
  readonly hosts: readonly HostId[];
  readonly phases: readonly Phase[];
  readonly barriers: readonly Barrier[];
  readonly assertions: readonly Assertion[];
}

export function planSteps(plan: Plan): readonly Step[] {
  return plan.phases.flatMap((phase) => phase.steps);
}
