import type { BarrierMark, BarrierResult } from "@quorate/shared/events";
import type { StepId } from "@quorate/shared/ids";
import type { Failure } from "@quorate/shared/step/outcome";
import { failure } from "./failure.ts";
import type { Decision } from "./message.ts";
import { type BarrierRecord, isUnderWay, type RunState, type StepRecord } from "./run-state.ts";

/** How long members may take to undo before the run goes on without their answer. */
const undoMs = 60_000;
const commandSent = "command-sent";

export const armTimer = (record: BarrierRecord): string => `arm ${record.barrier.id}`;
export const windowTimer = (record: BarrierRecord): string => `window ${record.barrier.id}`;
export const undoTimer = (record: BarrierRecord): string => `undo ${record.barrier.id}`;

/**
 * pending → arming (all leased) → firing (all armed) → over (done)
 *    ▲         └────────────┬──────────┘
 *    │                  canceling (a member failed, or time ran out) → over (canceled)
 *    └───────────────────────┘ (the coordinator stopped)
 */
export class BarrierMachine {
  readonly #state: RunState;

  constructor(state: RunState) {
    this.#state = state;
  }

  leased(record: BarrierRecord, decision: Decision): void {
    record.state = "arming";
    decision.setTimer(armTimer(record), record.barrier.armMs);
  }

  /** A member armed, reported a moment, or ended: go on as far as that allows. */
  progress(record: BarrierRecord, decision: Decision): void {
    const broken = brokenMember(record);
    if (record.state === "canceling") return this.#finishCancel(record, decision);
    if (record.state !== "arming" && record.state !== "firing") return;
    if (broken) return this.cancel(record, broken.failure ?? this.#unexplained(broken), decision);
    if (record.state === "arming" && record.members.every(({ state }) => state === "armed" || state === "done")) {
      this.#allArmed(record, decision);
    } else if (record.state === "firing") this.#fireNext(record, decision);
    if (record.members.every(({ state }) => state === "done")) this.#finish(record, decision);
  }

  cancel(record: BarrierRecord, cause: Failure, decision: Decision): void {
    record.state = "canceling";
    record.failure = cause;
    decision.clearTimer(armTimer(record));
    decision.clearTimer(windowTimer(record));
    decision.setTimer(undoTimer(record), undoMs);
    for (const member of record.members) {
      const started = member.state === "done" && member.changed && record.barrier.undo;
      if (!started && !isUnderWay(member)) continue;
      record.due.add(member.step.id);
      this.sendCancel(record, member, decision);
    }
    this.#finishCancel(record, decision);
  }

  /**
   * The run cannot see it through: its coordinator stopped, or stops. What was done is taken back; then it is tried again from
   * the start, unless members were fired and that goes only once: what they were started with, etcd's cluster token, is spent.
   */
  interrupt(record: BarrierRecord, decision: Decision): void {
    const broken = brokenMember(record);
    if (broken?.failure) return this.cancel(record, broken.failure, decision);
    const spent = record.state === "firing" && record.barrier.once === true;
    const what = spent ? "; what was started is taken back, and a new run starts it anew" : "";
    const hint = spent ? { hint: "run `coordinator bootstrap` again: finished steps are not repeated" } : {};
    record.again = !spent;
    const cause = failure("RUN_INTERRUPTED", `the coordinator stopped in "${record.barrier.title}"${what}`, hint);
    this.cancel(record, cause, decision);
  }

  sendCancel(record: BarrierRecord, member: StepRecord, decision: Decision): void {
    const lease = this.#state.lease(member);
    const reason = record.failure?.message ?? "";
    decision.send(member.step.host, { type: "cancel", lease, reason, undo: record.barrier.undo });
  }

  /** The time of the barrier's arm or window ran out. */
  late(record: BarrierRecord, decision: Decision): void {
    const waiting = record.members.filter(
      ({ state }) => state !== "done" && (record.state === "firing" || state !== "armed"),
    );
    const phase =
      record.state === "arming"
        ? `did not become ready within ${record.barrier.armMs / 1000} s; nothing was started`
        : "";
    const each = waiting.map((member) => `${member.step.host} ${phase || this.#lastSeen(member, record)}`);
    this.cancel(record, failure(record.barrier.missed, each.join("; ")), decision);
  }

  /** Members that owe an answer to a cancel did not give it in time: the run goes on without. */
  undoLate(record: BarrierRecord, decision: Decision): void {
    record.due.clear();
    this.#finishCancel(record, decision);
  }

  answered(record: BarrierRecord, step: StepId): void {
    record.due.delete(step);
  }

  #lastSeen(member: StepRecord, record: BarrierRecord): string {
    const last = member.marks.at(-1)?.name;
    return `was not done ${record.barrier.windowMs / 1000} s after the first start (last seen: ${last ?? "nothing"})`;
  }

  #unexplained(member: StepRecord): Failure {
    return failure(
      this.#state.barrierOf(member)?.barrier.missed ?? "INTERNAL",
      `${member.step.host}: ${member.step.title}: ${member.state}`,
    );
  }

  #allArmed(record: BarrierRecord, decision: Decision): void {
    const armed = record.members.filter(({ state }) => state === "armed");
    decision.clearTimer(armTimer(record));
    if (armed.length === 0) return;
    record.state = "firing";
    decision.event({
      type: "barrier.armed",
      run: this.#state.run,
      barrier: record.barrier.id,
      hosts: armed.map((member) => member.step.host),
    });
    decision.setTimer(windowTimer(record), record.barrier.windowMs);
    this.#fireNext(record, decision);
  }

  #fireNext(record: BarrierRecord, decision: Decision): void {
    const armed = record.members.filter(({ state }) => state === "armed");
    const fired = record.members.filter(({ state }) => state === "fired");
    const together = record.barrier.order === "together";
    // The gate: the first member's mark, or its end if that came without one.
    const open =
      together ||
      fired.length === 0 ||
      fired.some((member) => member.marks.some(({ name }) => name === record.barrier.gate));
    if (!open) return;
    const first = fired.length === 0 && record.members.every(({ marks }) => marks.length === 0);
    for (const member of together || !first ? armed : armed.slice(0, 1)) {
      member.state = "fired";
      decision.event({
        type: "barrier.fired",
        run: this.#state.run,
        barrier: record.barrier.id,
        host: member.step.host,
      });
      decision.send(member.step.host, { type: "fire", lease: this.#state.lease(member) });
    }
  }

  #finish(record: BarrierRecord, decision: Decision): void {
    const outcome = record.state === "arming" ? "unneeded" : "done";
    record.state = "over";
    decision.clearTimer(armTimer(record));
    decision.clearTimer(windowTimer(record));
    const result = barrierResult(record, outcome);
    decision.event({ type: "barrier.finished", run: this.#state.run, barrier: record.barrier.id, result });
  }

  #finishCancel(record: BarrierRecord, decision: Decision): void {
    if (record.due.size > 0 || record.state !== "canceling") return;
    record.state = "over";
    record.failure = withWitnesses(record);
    decision.clearTimer(undoTimer(record));
    decision.event({
      type: "barrier.finished",
      run: this.#state.run,
      barrier: record.barrier.id,
      result: barrierResult(record, "canceled"),
      ...(record.failure ? { failure: record.failure } : {}),
    });
    if (record.again) tryAgain(record);
  }
}

/**
 * The cause may show only on hosts that are well themselves, which were canceled for it. When all that is known is that the window
 * was missed, what mends it is theirs to say. A stop or an abort has nothing to do with what they saw.
 */
function withWitnesses({ barrier, failure: cause, members }: BarrierRecord): Failure | undefined {
  const seen = members.flatMap(({ step: { host }, state, failure: told }) =>
    state === "canceled" && told ? [{ host, told }] : [],
  );
  const [first] = seen;
  const missed = cause?.code === barrier.missed;
  if (!cause || !first || !(missed || members.some(({ state }) => state === "failed"))) return cause;
  return {
    code: cause.code,
    message: `${cause.message}; ${first.told.message}`,
    hint: missed ? first.told.hint : cause.hint,
    evidence: [...cause.evidence, ...seen.flatMap(({ host, told }) => told.evidence.map((line) => `${host}: ${line}`))],
  };
}

/** One that failed says more than one that was canceled for it. */
function brokenMember({ members }: BarrierRecord): StepRecord | undefined {
  return (
    members.find(({ state }) => state === "failed" || state === "lost") ??
    members.find(({ state }) => state === "canceled")
  );
}

/** With all members, also those that were done: who measures the others needs them beside it. */
export function tryAgain(record: BarrierRecord): void {
  record.again = false;
  const broken = record.members.find(({ state }) => state === "failed" || state === "lost");
  record.failure = broken?.failure;
  if (broken) return;
  record.state = "pending";
  for (const member of record.members) {
    member.state = "pending";
    member.marks.length = 0;
  }
}

/** All moments on one clock: milliseconds since the first fire command left. */
function barrierResult(record: BarrierRecord, outcome: BarrierResult["outcome"]): BarrierResult {
  const all = record.members.flatMap((member) => member.marks.map((mark) => ({ host: member.step.host, mark })));
  const sent = all.filter(({ mark }) => mark.name === commandSent).map(({ mark }) => mark.atNs);
  const [zero] = sent.sort((a, b) => (a < b ? -1 : 1));
  const marks = all.map(
    ({ host, mark }): BarrierMark => ({
      host,
      name: mark.name,
      atMs: zero === undefined ? 0 : Number(mark.atNs - zero) / 1e6,
      errorMs: Number(mark.errorNs) / 1e6,
    }),
  );
  const started = marks.filter(({ name }) => name === "started").map(({ atMs }) => atMs);
  const skew = started.length > 1 ? { skewMs: Math.max(...started) - Math.min(...started) } : {};
  return { outcome, marks, ...skew };
}

/** The command's own moment, by the coordinator's clock and so without error. */
export function markCommandSent(member: StepRecord, atNs: bigint): void {
  member.marks.push({ name: commandSent, atNs, errorNs: 0n });
}
