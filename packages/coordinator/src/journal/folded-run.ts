import type { BarrierResult, ClusterEvent, EventRecord, EventType, KubernetesEndpoint } from "@quorate/shared/events";
import type { AssertionId, BarrierId, HostId, RunId, StepId } from "@quorate/shared/ids";
import { type Assertion, type Barrier, type Plan, planSteps, type Step } from "@quorate/shared/plan";
import type { Drift, Failure, StepOutcome } from "@quorate/shared/step/outcome";
import type { CheckResult } from "@quorate/shared/step/preflight";
import { KeyedList } from "./keyed-list.ts";

export interface FoldedStep {
  readonly step: Step;
  /** leased: a lease was granted, and the end of its last attempt is not in the log. */
  readonly state: "waiting" | "leased" | "finished";
  /** Of the last lease; 0 before the first. */
  readonly attempt: number;
  readonly leasedAt?: string;
  readonly finished?: FinishedStep;
  readonly certificates: readonly { readonly role: string; readonly serial: string; readonly notAfter: string }[];
}

/** How the last attempt that ended, ended. Stays while a later attempt is under way. */
export interface FinishedStep {
  readonly at: string;
  readonly outcome: StepOutcome;
  readonly durationMs: number;
  readonly drift: readonly Drift[];
  readonly output: unknown;
  readonly failure?: Failure;
  readonly undone: readonly string[];
}

export interface FoldedBarrier {
  readonly barrier: Barrier;
  readonly state: "waiting" | "armed" | "firing" | "finished";
  /** In the order in which they were fired. */
  readonly fired: readonly HostId[];
  readonly result?: BarrierResult;
  readonly failure?: Failure;
}

export interface FoldedAssertion {
  readonly assertion: Assertion;
  /** Undefined before it was judged. */
  readonly holds?: boolean;
  readonly failure?: Failure;
}

export interface FoldedRun {
  readonly run: RunId;
  readonly plan: Plan;
  readonly by: string;
  readonly ignoredChecks: readonly string[];
  readonly kubernetes?: KubernetesEndpoint;
  readonly wish?: string;
  /** Of the run's first event. */
  readonly since: number;
  readonly startedAt: string;
  readonly checks: readonly CheckResult[];
  readonly steps: KeyedList<StepId, FoldedStep>;
  readonly barriers: KeyedList<BarrierId, FoldedBarrier>;
  readonly assertions: KeyedList<AssertionId, FoldedAssertion>;
  readonly finished?: {
    readonly at: string;
    readonly outcome: "done" | "failed";
    readonly durationMs: number;
    readonly failure?: Failure;
  };
}

type Event<T extends EventType> = Extract<ClusterEvent, { type: T }>;
/** Undefined when the event names a step, barrier or assertion that the run's plan does not have. */
type Folded = FoldedRun | undefined;

export function startRun(event: Event<"run.started">, { seq, at }: EventRecord): FoldedRun {
  const { run, plan, by, ignoredChecks, kubernetes, wish } = event;
  const steps = planSteps(plan).map((step) => [step.id, newStep(step)] as const);
  const barriers = plan.barriers.map((barrier) => [barrier.id, newBarrier(barrier)] as const);
  return {
    run,
    plan,
    by,
    ignoredChecks,
    ...(kubernetes ? { kubernetes } : {}),
    ...(wish === undefined ? {} : { wish }),
    since: seq,
    startedAt: at,
    checks: [],
    steps: KeyedList.of(steps),
    barriers: KeyedList.of(barriers),
    assertions: KeyedList.of(plan.assertions.map((assertion) => [assertion.id, { assertion }] as const)),
  };
}

export function checkRun(run: FoldedRun, event: Event<"run.checked">): Folded {
  return { ...run, checks: event.checks };
}

export function leaseStep(run: FoldedRun, event: Event<"lease.granted">, { at }: EventRecord): Folded {
  return changeStep(run, event.step, (step) => ({ ...step, state: "leased", attempt: event.attempt, leasedAt: at }));
}

/** The late end of an earlier attempt says nothing about the one that is under way. */
export function finishStep(run: FoldedRun, event: Event<"step.finished">, { at }: EventRecord): Folded {
  const { attempt, outcome, durationMs, drift, output, failure, undone } = event;
  const finished = { at, outcome, durationMs, drift, output, undone, ...(failure ? { failure } : {}) };
  return changeStep(run, event.step, (step) =>
    attempt < step.attempt ? step : { ...step, state: "finished", attempt, finished },
  );
}

export function certifyStep(run: FoldedRun, event: Event<"certificate.issued">): Folded {
  const { role, serial, notAfter } = event;
  return changeStep(run, event.step, (step) => ({
    ...step,
    certificates: [...step.certificates, { role, serial, notAfter }],
  }));
}

export function armBarrier(run: FoldedRun, event: Event<"barrier.armed">): Folded {
  return changeBarrier(run, event.barrier, ({ barrier }) => ({ ...newBarrier(barrier), state: "armed" }));
}

export function fireBarrier(run: FoldedRun, event: Event<"barrier.fired">): Folded {
  return changeBarrier(run, event.barrier, (barrier) => ({
    ...barrier,
    state: "firing",
    fired: [...barrier.fired, event.host],
  }));
}

export function finishBarrier(run: FoldedRun, event: Event<"barrier.finished">): Folded {
  const { result, failure } = event;
  return changeBarrier(run, event.barrier, ({ barrier, fired }) => ({
    barrier,
    fired,
    state: "finished",
    result,
    ...(failure ? { failure } : {}),
  }));
}

export function judgeAssertion(run: FoldedRun, event: Event<"assertion.judged">): Folded {
  const known = run.assertions.get(event.assertion);
  if (!known) return undefined;
  const { holds, failure } = event;
  const judged = { assertion: known.assertion, holds, ...(failure ? { failure } : {}) };
  return { ...run, assertions: run.assertions.with(event.assertion, judged) };
}

export function finishRun(run: FoldedRun, event: Event<"run.finished">, { at }: EventRecord): Folded {
  const { outcome, durationMs, failure } = event;
  return { ...run, finished: { at, outcome, durationMs, ...(failure ? { failure } : {}) } };
}

function changeStep(run: FoldedRun, id: StepId, change: (step: FoldedStep) => FoldedStep): Folded {
  const step = run.steps.get(id);
  return step && { ...run, steps: run.steps.with(id, change(step)) };
}

function changeBarrier(run: FoldedRun, id: BarrierId, change: (barrier: FoldedBarrier) => FoldedBarrier): Folded {
  const barrier = run.barriers.get(id);
  return barrier && { ...run, barriers: run.barriers.with(id, change(barrier)) };
}

function newStep(step: Step): FoldedStep {
  return { step, state: "waiting", attempt: 0, certificates: [] };
}

function newBarrier(barrier: Barrier): FoldedBarrier {
  return { barrier, state: "waiting", fired: [] };
}
