import type { Clock } from "@quorate/shared/clock";
import type { Command, Report } from "@quorate/shared/command";
import type { HostId } from "@quorate/shared/ids";
import { type LeaseId, leaseKey } from "@quorate/shared/lease";
import type { Step } from "@quorate/shared/plan";
import type { Failure } from "@quorate/shared/step/outcome";

/** What may be wrong with one step on one host. */
export type Trouble = "arm-fails" | "fire-fails" | "fails" | "fails-once" | "hangs";

export interface SimHostOptions {
  readonly id: HostId;
  readonly clock: Clock;
  readonly random: () => number;
  /** Mean of a step's duration; each is drawn anew. */
  readonly stepMs: number;
  readonly trouble: (step: Step) => Trouble | undefined;
  readonly report: (report: Report) => void;
}

type Finished = Extract<Report, { type: "finished" }>;
type Phase = "running" | "armed" | "fired" | "finished";

interface Attempt {
  readonly step: Step;
  readonly lease: LeaseId;
  phase: Phase;
  result?: Finished;
}

const cause: Failure = { code: "STEP_COMMAND_FAILED", message: "simulated", hint: "", evidence: [] };

/** An agent that keeps the agent's side of the contract: journal, attempts, arm, fire, cancel, undo. */
export class SimHost {
  readonly #options: SimHostOptions;
  readonly #journal = new Map<string, Attempt>();
  /** What really happened to the machine, in order: "apply STEP", "undo STEP". */
  readonly effects: string[] = [];
  /** Steps this host has done; what is done is not done again. */
  readonly converged = new Set<string>();
  readonly failedOnce = new Set<string>();
  busyPackageManager = 0;
  overlaps = 0;

  constructor(options: SimHostOptions) {
    this.#options = options;
  }

  receive(command: Command): void {
    const known = this.#journal.get(leaseKey(command.lease));
    if (command.type === "lease") return known ? this.#repeat(known) : this.#begin(command.step, command.lease);
    if (command.type === "fire" && known?.phase === "armed") return this.#fire(known);
    if (command.type === "cancel" && known) this.#cancel(known, command.undo);
  }

  #repeat(attempt: Attempt): void {
    if (attempt.result) this.#options.report(attempt.result);
    else if (attempt.phase === "armed") this.#options.report({ type: "armed", lease: attempt.lease });
  }

  #begin(step: Step, lease: LeaseId): void {
    const attempt: Attempt = { step, lease, phase: "running" };
    this.#journal.set(leaseKey(lease), attempt);
    this.#options.report({ type: "accepted", lease });
    const trouble = this.#trouble(step);
    if (trouble === "hangs") return;
    this.#later(() => {
      if (attempt.phase !== "running") return;
      const done = this.converged.has(step.id) && step.kind !== "preflight.network";
      if (done) return this.#finish(attempt, "unchanged");
      if (trouble === "arm-fails") return this.#finish(attempt, "failed");
      if (step.barrier === undefined) return this.#apply(attempt, trouble);
      attempt.phase = "armed";
      this.#options.report({ type: "armed", lease });
    }, 0.1);
  }

  #apply(attempt: Attempt, trouble: Trouble | undefined): void {
    const { step } = attempt;
    const exclusive = step.exclusive !== undefined;
    if (exclusive && this.busyPackageManager > 0) this.overlaps += 1;
    if (exclusive) this.busyPackageManager += 1;
    this.#later(() => {
      if (exclusive) this.busyPackageManager -= 1;
      if (attempt.phase !== "running") return;
      if (trouble === "fails" || trouble === "fails-once") return this.#finish(attempt, "failed");
      this.#effect(step);
      this.#finish(attempt, "changed");
    });
  }

  #fire(attempt: Attempt): void {
    attempt.phase = "fired";
    const trouble = this.#trouble(attempt.step);
    this.#later(() => {
      if (attempt.phase !== "fired") return;
      this.#effect(attempt.step);
      this.#mark(attempt, "started");
      if (trouble === "fire-fails") return this.#failFire(attempt);
      this.#later(() => attempt.phase === "fired" && this.#mark(attempt, "port-open"), 0.2);
      if (trouble === undefined) this.#later(() => attempt.phase === "fired" && this.#finish(attempt, "changed"));
    }, 0.1);
  }

  /** An agent takes back by itself what its own failed fire did. */
  #failFire(attempt: Attempt): void {
    this.converged.delete(attempt.step.id);
    this.effects.push(`undo ${attempt.step.id}`);
    this.#finish(attempt, "failed", ["undone"]);
  }

  #cancel(attempt: Attempt, undo: boolean): void {
    const { step } = attempt;
    const undone = undo && this.converged.delete(step.id);
    if (undone) this.effects.push(`undo ${step.id}`);
    attempt.phase = "finished";
    this.#finish(attempt, "canceled", undone ? ["undone"] : []);
  }

  #effect(step: Step): void {
    this.effects.push(`apply ${step.id}`);
    this.converged.add(step.id);
  }

  #trouble(step: Step): Trouble | undefined {
    const trouble = this.#options.trouble(step);
    if (trouble !== "fails-once") return trouble;
    if (this.failedOnce.has(step.id)) return undefined;
    this.failedOnce.add(step.id);
    return trouble;
  }

  #mark({ lease }: Attempt, name: string): void {
    this.#options.report({ type: "mark", lease, mark: { name, atNs: this.#options.clock.monoNs(), errorNs: 0n } });
  }

  #finish(attempt: Attempt, outcome: Finished["outcome"], undone: readonly string[] = []): void {
    attempt.phase = "finished";
    // The first host holds the VIP, so that the plan's assertion has something to judge.
    const output = attempt.step.kind === "vip.verify" ? { holdsVip: this.#options.id === "m1", portAnswers: true } : {};
    const failed = outcome === "failed" ? { failure: cause } : {};
    const result: Finished = {
      type: "finished",
      lease: attempt.lease,
      outcome,
      drift: [],
      output,
      durationMs: 1,
      undone,
      ...failed,
    };
    attempt.result = result;
    this.#options.report(result);
  }

  #later(act: () => void, scale = 1): void {
    const { clock, random, stepMs } = this.#options;
    // Exponential: most steps are quick, some are slow.
    clock.after(-Math.log(1 - random()) * stepMs * scale, act);
  }
}
