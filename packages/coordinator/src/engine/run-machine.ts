import type { Report } from "@quorate/shared/command";
import { type HostId, stepId } from "@quorate/shared/ids";
import { judge } from "./assertion.ts";
import { armTimer, BarrierMachine, markCommandSent, undoTimer, windowTimer } from "./barrier-machine.ts";
import { aborted, givenUp, overtime, silent, unconfirmed } from "./give-up.ts";
import { Granting } from "./granting.ts";
import { Decision, type Envelope, type Message } from "./message.ts";
import { restoreRun } from "./restore-run.ts";
import { runEnd } from "./run-end.ts";
import type { RunSettings } from "./run-settings.ts";
import {
  type AssertionRecord,
  type BarrierRecord,
  isUnderWay,
  mayRetry,
  RunState,
  type StepRecord,
} from "./run-state.ts";

type Finished = Extract<Report, { type: "finished" }>;

const retryPauseMs = 2_000;
const abortTimer = "abort";
/** Longer than an agent takes to stop a command and to take back a barrier step (45 s, agent/src/runner/run-step.ts). */
const abortMs = 60_000;

/** Decides what follows from what happened. No clock, no disk, no network: the same messages give the same decisions. */
export class RunMachine {
  readonly state: RunState;
  readonly #settings: RunSettings;
  readonly #barriers: BarrierMachine;
  readonly #granting: Granting;
  #startedNs = 0n;
  #over = false;
  #paused = false;
  /** Why nothing more is begun: an operator ended the run. */
  #aborted: StepRecord["failure"];

  constructor(settings: RunSettings) {
    this.#settings = settings;
    this.state = new RunState(settings.plan, settings.run, settings.epoch);
    this.#barriers = new BarrierMachine(this.state);
    this.#granting = new Granting(this.state, this.#barriers, settings);
    if (settings.from) restoreRun(this.state, settings.from.run);
  }

  /** True once run.finished was decided; later messages change nothing. */
  get over(): boolean {
    return this.#over;
  }

  handle(batch: readonly Envelope[]): Decision {
    const decision = new Decision();
    for (const envelope of batch) if (!this.#over) this.#one(envelope, decision);
    const last = batch.at(-1);
    if (last && !this.#over) this.#advance(last.atNs, decision);
    return decision;
  }

  #one({ message, atNs }: Envelope, decision: Decision): void {
    switch (message.type) {
      case "start":
        return this.#start(message, atNs, decision);
      case "report":
        return this.#report(message.host, message.report, decision);
      case "presence":
        return this.#presence(message.presence, decision);
      case "fire-sent":
        return markCommandSent(this.state.step(message.step), atNs);
      case "timer":
        return this.#timer(message.key, decision);
      case "pause":
        return this.#pause(decision);
      case "abort":
        return this.#abort(message.by, decision);
    }
  }

  #start({ connected, abort }: Extract<Message, { type: "start" }>, atNs: bigint, decision: Decision): void {
    this.#startedNs = atNs;
    for (const host of connected) this.state.connected.add(host);
    if (abort) this.#abort(abort.by, decision);
    else this.#goOn(decision);
  }

  #pause(decision: Decision): void {
    this.#paused = true;
    const arming = this.state.barriers.filter(({ state }) => state === "arming");
    for (const barrier of arming) this.#barriers.interrupt(barrier, decision);
  }

  /** What an earlier coordinator left under way: leases go again with their attempt, an open barrier is taken back. */
  #goOn(decision: Decision): void {
    for (const barrier of this.#openBarriers()) this.#barriers.interrupt(barrier, decision);
    for (const record of this.state.underWay())
      if (!this.state.barrierOf(record)) this.#granting.again(record, decision);
  }

  #openBarriers(): readonly BarrierRecord[] {
    return this.state.barriers.filter(({ state }) => state === "arming" || state === "firing");
  }

  #abort(by: string, decision: Decision): void {
    if (this.#aborted) return;
    const cause = aborted(by);
    this.#aborted = cause;
    decision.event({ type: "run.aborted", run: this.state.run, by });
    for (const barrier of this.#openBarriers()) this.#barriers.cancel(barrier, cause, decision);
    for (const record of this.state.steps.values()) {
      if (record.state === "waiting") record.state = "canceled";
      if (isUnderWay(record) && !this.state.barrierOf(record)) this.#cancel(record, cause.message, decision);
    }
    decision.setTimer(abortTimer, abortMs);
  }

  #cancel(record: StepRecord, reason: string, decision: Decision): void {
    decision.send(record.step.host, { type: "cancel", lease: this.state.lease(record), reason, undo: false });
  }

  #report(host: HostId, report: Report, decision: Decision): void {
    const record = this.state.steps.get(report.lease.step);
    const current = record && report.lease.run === this.state.run && report.lease.attempt === record.attempt;
    if (!current || record.step.host !== host) return;
    const { run } = this.state;
    const step = record.step.id;
    switch (report.type) {
      case "accepted":
        return;
      case "armed":
        if (record.state === "leased") record.state = "armed";
        return this.#barrierProgress(record, decision);
      case "mark": {
        record.marks.push(report.mark);
        const { name, atNs, errorNs } = report.mark;
        decision.event({ type: "step.mark", run, step, mark: { name, atNs: `${atNs}`, errorNs: `${errorNs}` } });
        return this.#barrierProgress(record, decision);
      }
      case "output":
        return decision.event({ type: "step.output", run, step, lines: report.lines, dropped: report.dropped });
      case "finished":
        return this.#finished(record, report, decision);
    }
  }

  #finished(record: StepRecord, report: Finished, decision: Decision): void {
    const barrier = this.state.barrierOf(record);
    const owed = barrier?.due.has(record.step.id) === true;
    if (!owed && !isUnderWay(record)) return;
    decision.clearTimer(`step ${record.step.id}`);
    decision.event({
      type: "step.finished",
      run: this.state.run,
      step: record.step.id,
      attempt: record.attempt,
      outcome: report.outcome,
      drift: report.drift,
      output: report.output,
      ...(report.failure ? { failure: report.failure } : {}),
      durationMs: report.durationMs,
      undone: report.undone,
    });
    record.output = report.output;
    record.failure = report.failure;
    record.changed = report.outcome === "changed";
    this.#settle(record, report, decision);
    if (barrier && owed) this.#barriers.answered(barrier, record.step.id);
    this.#barrierProgress(record, decision);
  }

  #settle(record: StepRecord, { outcome }: Finished, decision: Decision): void {
    if (outcome === "unchanged" || outcome === "changed") record.state = "done";
    else if (!this.#aborted && mayRetry(record, outcome)) {
      record.state = "waiting";
      decision.setTimer(`retry ${record.step.id}`, retryPauseMs * 2 ** (record.attempt - 1));
    } else {
      record.state = outcome;
      if (record.failure && outcome !== "canceled") this.state.failures.push(record.failure);
    }
  }

  #presence({ host, connected }: Extract<Message, { type: "presence" }>["presence"], decision: Decision): void {
    if (!connected) {
      this.state.connected.delete(host);
      if (this.state.underWay(host).length > 0) decision.setTimer(`lost ${host}`, this.#settings.lostAfterMs);
      return;
    }
    this.state.connected.add(host);
    decision.clearTimer(`lost ${host}`);
    for (const record of this.state.steps.values()) if (record.step.host === host) this.#resume(record, decision);
  }

  /** Whatever was on its way when the stream broke is said again: the agent answers what it knows and ignores what it does. */
  #resume(record: StepRecord, decision: Decision): void {
    const barrier = this.state.barrierOf(record);
    if (barrier?.due.has(record.step.id)) return this.#barriers.sendCancel(barrier, record, decision);
    if (!isUnderWay(record)) return;
    if (this.#aborted) return this.#cancel(record, this.#aborted.message, decision);
    this.#granting.sendLease(record, decision);
    if (record.state === "fired") decision.send(record.step.host, { type: "fire", lease: this.state.lease(record) });
  }

  #timer(key: string, decision: Decision): void {
    const barrier = this.state.barriers.find((each) =>
      [armTimer(each), windowTimer(each), undoTimer(each)].includes(key),
    );
    if (!barrier) return this.#stepTimer(key, decision);
    if (key === undoTimer(barrier)) return this.#undoLate(barrier, decision);
    if (barrier.state === "arming" || barrier.state === "firing") this.#barriers.late(barrier, decision);
  }

  #stepTimer(key: string, decision: Decision): void {
    const [kind, subject] = key.split(" ");
    const record = subject === undefined ? undefined : this.state.steps.get(stepId(subject));
    switch (kind) {
      case "retry":
        if (record?.state === "waiting") record.state = "pending";
        return;
      case "step":
        if (record?.state === "leased") this.#timedOut(record, decision);
        return;
      case "lost":
        for (const each of this.state.underWay().filter(({ step }) => step.host === subject))
          this.#giveUp(each, "lost", silent(each, this.#settings.lostAfterMs), decision);
        return;
      case abortTimer:
        for (const each of this.state.underWay()) this.#giveUp(each, "lost", unconfirmed(each), decision);
    }
  }

  #undoLate(barrier: BarrierRecord, decision: Decision): void {
    const late = barrier.members.filter((member) => barrier.due.has(member.step.id) && isUnderWay(member));
    for (const record of late) this.#giveUp(record, "lost", unconfirmed(record), decision);
    this.#barriers.undoLate(barrier, decision);
  }

  #timedOut(record: StepRecord, decision: Decision): void {
    const cause = overtime(record);
    this.#cancel(record, cause.message, decision);
    this.#giveUp(record, "failed", cause, decision);
  }

  #giveUp(
    record: StepRecord,
    outcome: "failed" | "lost",
    cause: NonNullable<Finished["failure"]>,
    decision: Decision,
  ): void {
    this.#finished(record, givenUp(this.state.lease(record), outcome, cause), decision);
  }

  #barrierProgress(record: StepRecord, decision: Decision): void {
    const barrier = this.state.barrierOf(record);
    if (barrier) this.#barriers.progress(barrier, decision);
  }

  #advance(atNs: bigint, decision: Decision): void {
    for (const record of this.state.assertions) if (record.state === "pending") this.#judge(record, decision);
    if (this.#paused && !this.#aborted) return this.#pauseOrFinish(atNs, decision);
    if (!this.#aborted) this.#granting.grantAll(decision);
    if (this.state.idle) this.#finishRun(atNs, decision);
  }

  /** A run in which nothing can be begun any more is over, paused or not. */
  #pauseOrFinish(atNs: bigint, decision: Decision): void {
    const { state } = this;
    if (state.underWay().length > 0 || state.barriers.some((barrier) => barrier.state === "canceling")) return;
    const more = [...state.steps.values()].some((record) => record.state === "waiting" || this.#granting.ready(record));
    if (more) decision.paused();
    else this.#finishRun(atNs, decision);
  }

  #judge(record: AssertionRecord, decision: Decision): void {
    const over = record.assertion.over.map((id) => this.state.step(id));
    if (!over.every(({ state }) => state === "done")) return;
    const cause = judge(record.assertion, over);
    record.state = cause ? "fails" : "holds";
    if (cause) this.state.failures.push(cause);
    decision.event({
      type: "assertion.judged",
      run: this.state.run,
      assertion: record.assertion.id,
      holds: !cause,
      ...(cause ? { failure: cause } : {}),
    });
  }

  #finishRun(atNs: bigint, decision: Decision): void {
    this.#over = true;
    const durationMs = (this.#settings.from?.ranMs ?? 0) + Number(atNs - this.#startedNs) / 1e6;
    decision.event(runEnd(this.state, durationMs, this.#aborted));
  }
}
