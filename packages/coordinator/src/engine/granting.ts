import type { BarrierMachine } from "./barrier-machine.ts";
import type { Decision } from "./message.ts";
import type { RunState, StepRecord } from "./run-state.ts";
import type { Secrets } from "./secrets.ts";

export interface GrantingSettings {
  readonly secrets: Secrets;
  /** How long a silent host is waited for while it owes a result, milliseconds. */
  readonly lostAfterMs: number;
}

/** A step that ignores its own limit is given up this much later. */
const graceMs = 10_000;

/** Gives leases to steps whose turn it is. */
export class Granting {
  readonly #state: RunState;
  readonly #barriers: BarrierMachine;
  readonly #settings: GrantingSettings;

  constructor(state: RunState, barriers: BarrierMachine, settings: GrantingSettings) {
    this.#state = state;
    this.#barriers = barriers;
    this.#settings = settings;
  }

  /** Every step that may begin now begins. */
  grantAll(decision: Decision): void {
    for (const record of this.#state.steps.values()) {
      if (record.state === "pending" && this.ready(record)) this.#grantOne(record, decision);
    }
  }

  /** Everything that it needs is done, and where it is of a barrier, for all members: armed members hold still, so none arms before all can. */
  ready(record: StepRecord): boolean {
    if (!this.#state.unlocked(record)) return false;
    const members = this.#state.barrierOf(record)?.members ?? [record];
    return members.every((member) => member.state === "pending" && this.#state.unlocked(member));
  }

  /** A step that was under an earlier coordinator: its agent answers the same attempt from its journal, or goes on with it. */
  again(record: StepRecord, decision: Decision): void {
    if (this.#state.unlocked(record)) return this.#lease(record, decision);
    // Something that it needs has faded and comes first; then it is granted what it had.
    record.state = "pending";
    record.attempt -= 1;
  }

  /** The agent answers what it knows and ignores what it does. */
  sendLease(record: StepRecord, decision: Decision): void {
    const { step } = record;
    const secrets = this.#settings.secrets.of(step);
    decision.send(step.host, { type: "lease", lease: this.#state.lease(record), mode: "run", step, secrets });
  }

  #grantOne(record: StepRecord, decision: Decision): void {
    const barrier = this.#state.barrierOf(record);
    if (barrier) {
      for (const member of barrier.members) this.#grant(member, decision);
      return this.#barriers.leased(barrier, decision);
    }
    if (!this.#resourceTaken(record)) this.#grant(record, decision);
  }

  #resourceTaken({ step }: StepRecord): boolean {
    if (step.exclusive === undefined) return false;
    return this.#state.underWay(step.host).some((other) => other.step.exclusive === step.exclusive);
  }

  #grant(record: StepRecord, decision: Decision): void {
    record.attempt += 1;
    this.#lease(record, decision);
  }

  #lease(record: StepRecord, decision: Decision): void {
    record.state = "leased";
    const { step, attempt } = record;
    decision.event({ type: "lease.granted", run: this.#state.run, step: step.id, host: step.host, attempt });
    if (step.barrier === undefined) decision.setTimer(`step ${step.id}`, step.timeoutMs + graceMs);
    if (!this.#state.connected.has(step.host)) decision.setTimer(`lost ${step.host}`, this.#settings.lostAfterMs);
    this.sendLease(record, decision);
  }
}
