import type { FoldedBarrier, FoldedRun, FoldedStep } from "../journal/folded-run.ts";
import { tryAgain } from "./barrier-machine.ts";
import {
  type AssertionRecord,
  type BarrierRecord,
  isUnderWay,
  mayRetry,
  type RunState,
  type StepRecord,
  type StepState,
} from "./run-state.ts";

/**
 * Puts a new state where the log left its run. What was leased and has no end in the log counts as under way: nobody here
 * knows how far it came, its agent does. Pure.
 */
export function restoreRun(state: RunState, folded: FoldedRun): void {
  for (const step of folded.steps) restoreStep(state.step(step.step.id), step);
  for (const record of state.barriers) {
    const barrier = folded.barriers.get(record.barrier.id);
    if (barrier) restoreBarrier(record, barrier);
  }
  for (const record of state.assertions) record.state = judged(folded.assertions.get(record.assertion.id)?.holds);
  for (const record of state.steps.values()) if (hasFaded(record, state)) record.state = "pending";
  state.failures.push(...failuresOf(state, folded));
}

function judged(holds: boolean | undefined): AssertionRecord["state"] {
  if (holds === undefined) return "pending";
  return holds ? "holds" : "fails";
}

function restoreStep(record: StepRecord, { state, attempt, finished }: FoldedStep): void {
  record.attempt = attempt;
  if (state === "leased") record.state = "leased";
  if (state !== "finished" || !finished) return;
  record.output = finished.output;
  record.failure = finished.failure;
  record.changed = finished.outcome === "changed";
  record.state = stateAfter(record, finished.outcome);
}

function stateAfter(record: StepRecord, outcome: NonNullable<FoldedStep["finished"]>["outcome"]): StepState {
  if (outcome === "changed" || outcome === "unchanged") return "done";
  // The pause before a retry was long enough.
  return mayRetry(record, outcome) ? "pending" : outcome;
}

function restoreBarrier(record: BarrierRecord, folded: FoldedBarrier): void {
  const leased = record.members.some(isUnderWay);
  if (folded.state === "finished" && !leased) return restoreFinished(record, folded);
  if (!leased && record.members.every(({ attempt }) => attempt === 0)) return;
  record.state = folded.state === "firing" ? "firing" : "arming";
  if (folded.state !== "firing") return;
  for (const member of record.members.filter(isUnderWay)) {
    member.state = folded.fired.includes(member.step.host) ? "fired" : "armed";
  }
}

function restoreFinished(record: BarrierRecord, { fired, result, failure }: FoldedBarrier): void {
  record.state = "over";
  if (result?.outcome !== "canceled") return;
  record.failure = failure;
  const spent = record.barrier.once === true && fired.length > 0;
  // The coordinator died, or was stopped, between taking it back and beginning it anew.
  if (failure?.code === "RUN_INTERRUPTED" && !spent) tryAgain(record);
}

/** Done, but what needs it is not, and may find it gone. */
function hasFaded({ step, state }: StepRecord, { steps }: RunState): boolean {
  if (step.fades !== true || state !== "done") return false;
  return [...steps.values()].some((other) => other.state !== "done" && other.step.needs.includes(step.id));
}

/** In the order in which they became known. What is tried again is none. */
function failuresOf(state: RunState, { steps, assertions }: FoldedRun): RunState["failures"] {
  const bad = [...steps].flatMap(({ step, finished }) =>
    finished && ["failed", "lost"].includes(state.step(step.id).state) ? [finished] : [],
  );
  const inTime = bad.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return [...inTime, ...assertions].flatMap(({ failure }) => failure ?? []);
}
