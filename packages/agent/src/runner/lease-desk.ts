import type { CancelCommand, LeasedStep, ReceivedCommand, ReceivedLease, Report } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import { type LeaseId, leaseKey } from "@quorate/shared/lease";
import type { Logger } from "@quorate/shared/log";
import { failureOf } from "@quorate/shared/wire/codec-failure";
import { ActiveLease } from "./active-lease.ts";
import type { Journal } from "./journal.ts";
import type { AttemptResult } from "./journal-record.ts";
import type { StepRunner } from "./step-runner.ts";
import { Turns } from "./turns.ts";

export type DeskJournal = Pick<Journal, "find" | "start" | "finish" | "refuseStale">;

export interface LeaseDeskOptions {
  readonly journal: DeskJournal;
  readonly runner: StepRunner;
  readonly log: Logger;
  readonly report: (report: Report) => void;
}

/**
 * Takes commands and answers each: a lease by running it or from the journal, a cancel by undoing, whatever comes from an
 * older coordinator by a refusal. Leases of one host run side by side, but for those of one step: a run that was stopped may
 * still be at work in it when the next one begins, and kubeadm beside kubeadm would end badly for both.
 */
export class LeaseDesk {
  readonly #options: LeaseDeskOptions;
  readonly #active = new Map<string, ActiveLease>();
  readonly #work = new Set<Promise<void>>();
  readonly #turns = new Turns();
  #closed = false;

  constructor(options: LeaseDeskOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#work.size > 0;
  }

  handle(command: ReceivedCommand): void {
    const { journal, log } = this.#options;
    const { type, lease } = command;
    log.debug({ type, step: lease.step, attempt: lease.attempt }, "command received");
    try {
      journal.refuseStale(lease.epoch);
    } catch (error) {
      this.#answer(lease, failedBecause(AppError.from(error)));
      return;
    }
    switch (command.type) {
      case "lease":
        return this.#lease(command);
      case "invalid-lease":
        return this.#answer(lease, failedBecause(command.error));
      case "fire":
        return this.#fire(lease);
      case "cancel":
        return this.#cancel(command);
    }
  }

  /** No new lease is taken; what only waits is given up at once. A lease that is not answered comes again after the restart. */
  close(reason: AppError): void {
    this.#closed = true;
    for (const active of this.#active.values()) if (active.waiting) active.stop(reason);
  }

  /** Cuts short whatever is still under way: barrier steps fail, the others are left to the next agent as they are. */
  abort(reason: AppError): void {
    for (const active of this.#active.values()) active.stop(reason);
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #lease(command: ReceivedLease): void {
    const { lease } = command;
    const active = this.#active.get(leaseKey(lease));
    if (active) {
      active.lease = lease;
      this.#report({ type: "accepted", lease });
      if (active.armed) this.#report({ type: "armed", lease });
      return;
    }
    const known = this.#options.journal.find(lease);
    if (known?.result) return this.#answer(lease, known.result);
    if (this.#closed) {
      this.#options.log.info({ step: lease.step }, "lease left unanswered: the agent is stopping");
      return;
    }
    const entry = this.#open(lease);
    if (known && command.step.barrier)
      return this.#follow(entry, () => this.#settle(entry, undefined, interrupted(lease)));
    if (command.mode !== "run") return this.#follow(entry, () => this.#look(entry, command));
    this.#follow(entry, () => this.#turns.take(lease.step, () => this.#run(entry, command, known !== undefined)));
  }

  #fire(lease: LeaseId): void {
    const active = this.#active.get(leaseKey(lease));
    if (active) return active.fire();
    const result = this.#options.journal.find(lease)?.result;
    if (result) return this.#answer(lease, result);
    this.#answer(lease, interrupted(lease));
  }

  #cancel({ lease, reason, undo }: CancelCommand): void {
    // Never shown: a canceled step has an outcome, not an error.
    const cause = new AppError("INTERNAL", `canceled by the coordinator: ${reason}`);
    const active = this.#active.get(leaseKey(lease));
    if (active) {
      active.lease = lease;
      return active.cancel(cause, undo);
    }
    const { journal, runner } = this.#options;
    const known = journal.find(lease);
    const standing = known?.result;
    const step = known?.step;
    if (standing && !(undo && step && standing.outcome === "changed")) return this.#answer(lease, standing);
    const entry = this.#open(lease);
    this.#follow(entry, async () => {
      // A barrier step whose end nobody saw is undone in any case: half started is what a cancel must not leave behind.
      if (known) await runner.endLongCommands(lease);
      const result = step ? await runner.undo(entry, step, standing ?? canceledBeforeStart) : canceledBeforeStart;
      await this.#settle(entry, step, result);
    });
  }

  #open(lease: LeaseId): ActiveLease {
    const entry = new ActiveLease(lease);
    this.#active.set(leaseKey(lease), entry);
    return entry;
  }

  /** Probes and checks leave no trace: asked twice, they look twice. */
  async #look(entry: ActiveLease, command: ReceivedLease): Promise<void> {
    this.#report({ type: "accepted", lease: entry.lease });
    const result = await this.#options.runner.run(entry, command, (report) => this.#report(report));
    this.#close(entry, result);
  }

  /** `again`: an earlier agent began with this attempt. What it left running is waited for, and the step looks at what there is. */
  async #run(entry: ActiveLease, command: ReceivedLease, again: boolean): Promise<void> {
    const { journal, runner, log } = this.#options;
    if (this.#closed) {
      this.#active.delete(leaseKey(entry.lease));
      return;
    }
    try {
      if (!again) await journal.start(command.lease, command.step);
    } catch (error) {
      this.#close(entry, failedBecause(AppError.from(error)));
      return;
    }
    this.#report({ type: "accepted", lease: entry.lease });
    const result = await runner.run(entry, command, (report) => this.#report(report));
    // Cut short by the agent's own end: it is not over, the next agent takes it up again.
    if (entry.stopped.aborted && !command.step.barrier) return entry.leave();
    const { step, attempt } = command.lease;
    // What found nothing to do is no news for the host's journal; the coordinator has it all.
    const level = result.outcome === "unchanged" ? "debug" : "info";
    log[level]({ step, attempt, outcome: result.outcome, ms: result.durationMs }, "step finished");
    await this.#settle(entry, command.step, result);
  }

  /** Writes the result down and reports it. A cancel that comes when all is done still gets undone what was done. */
  async #settle(entry: ActiveLease, step: LeasedStep | undefined, result: AttemptResult): Promise<void> {
    await this.#record(entry, result);
    await this.#forget(entry);
    if (!entry.undo || !step?.barrier || result.outcome !== "changed") return this.#close(entry, result);
    const undone = await this.#options.runner.undo(entry, step, result);
    await this.#record(entry, undone);
    this.#close(entry, undone);
  }

  async #forget(entry: ActiveLease): Promise<void> {
    try {
      await this.#options.runner.forgetLongCommands(entry.lease);
    } catch (error) {
      this.#options.log.error({ error, step: entry.lease.step }, "files of a long command not removed");
    }
  }

  /** A result that cannot be written down is still reported: after a restart the attempt then counts as interrupted. */
  async #record(entry: ActiveLease, result: AttemptResult): Promise<void> {
    try {
      await this.#options.journal.finish(entry.lease, result);
    } catch (error) {
      this.#options.log.error({ error, step: entry.lease.step }, "result not journaled");
    }
  }

  #close(entry: ActiveLease, result: AttemptResult): void {
    this.#active.delete(leaseKey(entry.lease));
    this.#answer(entry.lease, result);
  }

  #answer(lease: LeaseId, result: AttemptResult): void {
    this.#report({ type: "finished", lease, ...result });
  }

  #report(report: Report): void {
    this.#options.report(report);
  }

  #follow(entry: ActiveLease, work: () => Promise<void>): void {
    // What is left to the next agent has no end here.
    const following = Promise.race([work(), entry.left])
      .catch((error: unknown) => {
        this.#options.log.error({ error, step: entry.lease.step }, "lease broke the agent");
        this.#close(entry, failedBecause(AppError.from(error)));
      })
      .finally(() => this.#work.delete(following));
    this.#work.add(following);
  }
}

const bare = { drift: [], output: null, durationMs: 0, undone: [] };

const canceledBeforeStart: AttemptResult = { ...bare, outcome: "canceled" };

function failedBecause(error: AppError): AttemptResult {
  return { ...bare, outcome: "failed", failure: failureOf(error) };
}

/** Started by an earlier process of this agent. Nobody knows how far it came; the next attempt's probe will see. */
function interrupted(lease: LeaseId): AttemptResult {
  return failedBecause(
    new AppError("HOST_LOST", `the agent was restarted in the middle of ${lease.step}, attempt ${lease.attempt}`, {
      hint: "run it again: the next attempt looks first at what is there",
    }),
  );
}
