import type { Report } from "@quorate/shared/command";
import { errorSpec } from "@quorate/shared/error-catalogue";
import { type HostId, type RunId, stepId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import type { Presence } from "../fleet/fleet.ts";
import { judge } from "./assertion.ts";
import { armTimer, BarrierMachine, markCommandSent, undoTimer, windowTimer } from "./barrier-machine.ts";
import { failure } from "./failure.ts";
import { Decision, type Envelope } from "./message.ts";
import { type AssertionRecord, type BarrierRecord, isUnderWay, RunState, type StepRecord } from "./run-state.ts";
import type { Secrets } from "./secrets.ts";

export interface RunSettings {
  readonly plan: Plan;
  readonly run: RunId;
  readonly epoch: bigint;
  readonly secrets: Secrets;
  /** How long a silent host is waited for while it owes a result, milliseconds. */
  readonly lostAfterMs: number;
}

type Finished = Extract<Report, { type: "finished" }>;

/** A step that ignores its own limit is given up this much later. */
const graceMs = 10_000;
const retryPauseMs = 2_000;

/** Decides what follows from what happened. No clock, no disk, no network: the same messages give the same decisions. */
export class RunMachine {
  readonly state: RunState;
  readonly #settings: RunSettings;
  readonly #barriers: BarrierMachine;
  #startedNs = 0n;
  #over = false;

  constructor(settings: RunSettings) {
    this.#settings = settings;
    this.state = new RunState(settings.plan, settings.run, settings.epoch);
    this.#barriers = new BarrierMachine(this.state);
  }

  get hosts(): readonly HostId[] {
    return this.#settings.plan.hosts;
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
        this.#startedNs = atNs;
        for (const host of message.connected) this.state.connected.add(host);
        return;
      case "report":
        return this.#report(message.host, message.report, decision);
      case "presence":
        return this.#presence(message.presence, decision);
      case "fire-sent":
        return markCommandSent(this.state.step(message.step), atNs);
      case "timer":
        return this.#timer(message.key, decision);
    }
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
    else if (this.#mayRetry(record, outcome)) {
      record.state = "waiting";
      decision.setTimer(`retry ${record.step.id}`, retryPauseMs * 2 ** (record.attempt - 1));
    } else {
      record.state = outcome;
      if (record.failure && outcome !== "canceled") this.state.failures.push(record.failure);
    }
  }

  #mayRetry(record: StepRecord, outcome: Finished["outcome"]): boolean {
    const { failure: cause, attempt, step } = record;
    return (
      outcome === "failed" &&
      cause !== undefined &&
      errorSpec(cause.code).retry === "backoff" &&
      attempt <= (step.retries ?? 0)
    );
  }

  #presence({ host, connected }: Presence, decision: Decision): void {
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
    this.#sendLease(record, decision);
    if (record.state === "fired") decision.send(record.step.host, { type: "fire", lease: this.state.lease(record) });
  }

  #timer(key: string, decision: Decision): void {
    const barrier = this.state.barriers.find((each) =>
      [armTimer(each), windowTimer(each), undoTimer(each)].includes(key),
    );
    if (barrier && key === undoTimer(barrier)) return this.#undoLate(barrier, decision);
    if (barrier) {
      if (barrier.state === "arming" || barrier.state === "firing") this.#barriers.late(barrier, decision);
      return;
    }
    const [kind, subject = ""] = key.split(" ");
    if (kind === "lost") return this.#hostLost(subject, decision);
    const record = this.state.steps.get(stepId(subject));
    if (kind === "retry" && record?.state === "waiting") record.state = "pending";
    if (kind === "step" && record?.state === "leased") this.#timedOut(record, decision);
  }

  #undoLate(barrier: BarrierRecord, decision: Decision): void {
    for (const record of barrier.members.filter((member) => barrier.due.has(member.step.id) && isUnderWay(member))) {
      const silent = `${record.step.host} did not confirm that "${record.step.title}" was canceled`;
      this.#giveUp(record, "lost", failure("HOST_LOST", silent), decision);
    }
    this.#barriers.undoLate(barrier, decision);
  }

  #timedOut(record: StepRecord, decision: Decision): void {
    const reason = `${record.step.host}: "${record.step.title}" did not end within ${record.step.timeoutMs / 1000} s`;
    decision.send(record.step.host, { type: "cancel", lease: this.state.lease(record), reason, undo: false });
    this.#giveUp(record, "failed", failure("STEP_TIMED_OUT", reason), decision);
  }

  #hostLost(host: string, decision: Decision): void {
    const silent = `${host} did not answer for ${this.#settings.lostAfterMs / 1000} s`;
    for (const record of this.state.underWay().filter(({ step }) => step.host === host)) {
      const cause = failure("HOST_LOST", `${silent}, in the middle of "${record.step.title}"`);
      this.#giveUp(record, "lost", cause, decision);
    }
  }

  #giveUp(
    record: StepRecord,
    outcome: "failed" | "lost",
    cause: NonNullable<Finished["failure"]>,
    decision: Decision,
  ): void {
    const lease = this.state.lease(record);
    this.#finished(
      record,
      { type: "finished", lease, outcome, drift: [], output: null, failure: cause, durationMs: 0, undone: [] },
      decision,
    );
  }

  #barrierProgress(record: StepRecord, decision: Decision): void {
    const barrier = this.state.barrierOf(record);
    if (barrier) this.#barriers.progress(barrier, decision);
  }

  #advance(atNs: bigint, decision: Decision): void {
    for (const record of this.state.assertions) if (record.state === "pending") this.#judge(record, decision);
    for (const record of this.state.steps.values())
      if (record.state === "pending") this.#leaseIfReady(record, decision);
    if (this.state.idle) this.#finishRun(atNs, decision);
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

  #leaseIfReady(record: StepRecord, decision: Decision): void {
    const barrier = this.state.barrierOf(record);
    if (barrier) {
      // Armed members hold still; so none arms before all can.
      if (barrier.state !== "pending" || !barrier.members.every((member) => this.state.unlocked(member))) return;
      for (const member of barrier.members) this.#grant(member, decision);
      return this.#barriers.leased(barrier, decision);
    }
    if (this.state.unlocked(record) && !this.#resourceTaken(record)) this.#grant(record, decision);
  }

  #resourceTaken({ step }: StepRecord): boolean {
    if (step.exclusive === undefined) return false;
    return this.state.underWay(step.host).some((other) => other.step.exclusive === step.exclusive);
  }

  #grant(record: StepRecord, decision: Decision): void {
    record.state = "leased";
    record.attempt += 1;
    const { step, attempt } = record;
    decision.event({ type: "lease.granted", run: this.state.run, step: step.id, host: step.host, attempt });
    if (step.barrier === undefined) decision.setTimer(`step ${step.id}`, step.timeoutMs + graceMs);
    if (!this.state.connected.has(step.host)) decision.setTimer(`lost ${step.host}`, this.#settings.lostAfterMs);
    this.#sendLease(record, decision);
  }

  #sendLease(record: StepRecord, decision: Decision): void {
    const { step } = record;
    const secrets = this.#settings.secrets.of(step);
    decision.send(step.host, { type: "lease", lease: this.state.lease(record), mode: "run", step, secrets });
  }

  #finishRun(atNs: bigint, decision: Decision): void {
    this.#over = true;
    const [cause] = [...this.state.barriers.flatMap((barrier) => barrier.failure ?? []), ...this.state.failures];
    const undone = [...this.state.steps.values()].some(({ state }) => state !== "done");
    const durationMs = Number(atNs - this.#startedNs) / 1e6;
    const outcome = undone || cause ? "failed" : "done";
    decision.event({
      type: "run.finished",
      run: this.state.run,
      outcome,
      durationMs,
      ...(cause ? { failure: cause } : {}),
    });
  }
}
