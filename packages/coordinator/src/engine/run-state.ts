import { errorSpec } from "@quorate/shared/error-catalogue";
import { type AssertionId, type HostId, type RunId, type StepId, stepId } from "@quorate/shared/ids";
import type { LeaseId } from "@quorate/shared/lease";
import type { Assertion, Barrier, Plan, Step } from "@quorate/shared/plan";
import { planSteps } from "@quorate/shared/plan";
import type { Failure, Mark, StepOutcome } from "@quorate/shared/step/outcome";

/**
 *            lease            armed           fire
 * pending ─────────▶ leased ─────────▶ armed ─────▶ fired ──▶ done | failed | canceled | lost
 *    ▲                 └──────────────────────────────────────▶ (steps without a barrier)
 *    └──── waiting (a retry's pause) ◀── failed, if it may heal by itself
 */
export type StepState = "pending" | "leased" | "armed" | "fired" | "waiting" | "done" | "failed" | "canceled" | "lost";

export interface StepRecord {
  readonly step: Step;
  state: StepState;
  attempt: number;
  changed: boolean;
  output: unknown;
  failure: Failure | undefined;
  readonly marks: Mark[];
}

export interface BarrierRecord {
  readonly barrier: Barrier;
  readonly members: readonly StepRecord[];
  state: "pending" | "arming" | "firing" | "canceling" | "over";
  failure: Failure | undefined;
  /** Members whose answer to a cancel is still due. */
  readonly due: Set<StepId>;
  /** Canceled through no fault of a member: when all have taken back what they did, it is tried again from the start. */
  again: boolean;
}

export interface AssertionRecord {
  readonly assertion: Assertion;
  state: "pending" | "holds" | "fails";
}

const underWay: ReadonlySet<StepState> = new Set(["leased", "armed", "fired"]);

export function isUnderWay({ state }: StepRecord): boolean {
  return underWay.has(state);
}

/** What failed in a way that may heal by itself is tried as often again as the plan says. */
export function mayRetry({ failure, attempt, step }: StepRecord, outcome: StepOutcome): boolean {
  if (outcome !== "failed" || failure === undefined) return false;
  return errorSpec(failure.code).retry === "backoff" && attempt <= (step.retries ?? 0);
}

/** Where a run stands. Holds no clock and no connection; the machine alone changes it. */
export class RunState {
  readonly steps: ReadonlyMap<StepId, StepRecord>;
  readonly barriers: readonly BarrierRecord[];
  readonly assertions: readonly AssertionRecord[];
  readonly connected = new Set<HostId>();
  /** In the order they became known; the first one names the cause. */
  readonly failures: Failure[] = [];
  readonly run: RunId;
  readonly epoch: bigint;
  readonly #holding = new Map<string, AssertionRecord>();

  constructor(plan: Plan, run: RunId, epoch: bigint) {
    this.run = run;
    this.epoch = epoch;
    this.steps = new Map(planSteps(plan).map((step) => [step.id, newRecord(step)]));
    this.barriers = plan.barriers.map((barrier) => ({
      barrier,
      members: barrier.steps.map((id) => this.step(id)),
      state: "pending",
      failure: undefined,
      due: new Set(),
      again: false,
    }));
    this.assertions = plan.assertions.map((assertion) => ({ assertion, state: "pending" }));
    for (const record of this.assertions) this.#holding.set(record.assertion.id, record);
  }

  step(id: StepId): StepRecord {
    const record = this.steps.get(id);
    if (!record) throw new TypeError(`no step ${id} in this run`);
    return record;
  }

  barrierOf(record: StepRecord): BarrierRecord | undefined {
    const id = record.step.barrier;
    return id === undefined ? undefined : this.barriers.find((barrier) => barrier.barrier.id === id);
  }

  lease({ step, attempt }: StepRecord): LeaseId {
    return { run: this.run, epoch: this.epoch, step: step.id, attempt };
  }

  /** Steps of a host whose outcome is still to come. */
  underWay(host?: HostId): readonly StepRecord[] {
    return [...this.steps.values()].filter(
      (record) => isUnderWay(record) && (host === undefined || record.step.host === host),
    );
  }

  /** Everything the step needs is done. */
  unlocked({ step }: StepRecord): boolean {
    return step.needs.every((need) => this.#satisfied(need));
  }

  #satisfied(need: StepId | AssertionId): boolean {
    const assertion = this.#holding.get(need);
    return assertion ? assertion.state === "holds" : this.steps.get(stepId(need))?.state === "done";
  }

  /** Nothing is under way and nothing waits for a retry or a cancel's answer. */
  get idle(): boolean {
    const busy = [...this.steps.values()].some((record) => isUnderWay(record) || record.state === "waiting");
    return !busy && this.barriers.every((barrier) => barrier.state !== "canceling");
  }
}

function newRecord(step: Step): StepRecord {
  return { step, state: "pending", attempt: 0, changed: false, output: undefined, failure: undefined, marks: [] };
}
