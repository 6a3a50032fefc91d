import type { Command, Report } from "@quorate/shared/command";
import type { ClusterEvent } from "@quorate/shared/events";
import { type RunId, runId } from "@quorate/shared/ids";
import type { Plan, Step } from "@quorate/shared/plan";
import type { Failure } from "@quorate/shared/step/outcome";
import type { Decision, Message } from "../../packages/coordinator/src/engine/message.ts";
import { RunMachine } from "../../packages/coordinator/src/engine/run-machine.ts";
import { foldEvents } from "../../packages/coordinator/src/journal/cluster-state.ts";

const run: RunId = runId("r-1");

/** A coordinator's part in a run, and the log that is left when it dies. */
export class RunPart {
  readonly machine: RunMachine;
  readonly log: ClusterEvent[];
  readonly #plan: Plan;
  #atNs = 0n;

  private constructor(plan: Plan, machine: RunMachine, log: ClusterEvent[]) {
    this.#plan = plan;
    this.machine = machine;
    this.log = log;
  }

  static begin(plan: Plan, log: ClusterEvent[] = [{ type: "run.started", run, plan, by: "root", ignoredChecks: [] }]) {
    const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1_000).toISOString();
    const state = foldEvents(log.map((event, index) => ({ seq: index + 1, at: at(index), event })));
    const folded = state.runs.get(run);
    const from = folded ? { from: { run: folded, ranMs: 5_000 } } : {};
    const epoch = BigInt(log.filter(({ type }) => type === "run.resumed").length + 1);
    return new RunPart(
      plan,
      new RunMachine({ plan, run, epoch, secrets: { of: () => ({}) }, lostAfterMs: 15_000, ...from }),
      log,
    );
  }

  /** The next coordinator on what this one left. */
  next(plan: Plan): RunPart {
    return RunPart.begin(plan, [...this.log, { type: "run.resumed", run, by: "root" }]);
  }

  say(...messages: readonly Message[]): Decision {
    this.#atNs += 1_000_000n;
    const decision = this.machine.handle(messages.map((message) => ({ message, atNs: this.#atNs })));
    this.log.push(...decision.events);
    return decision;
  }

  begin(abort?: { by: string }): readonly Command[] {
    return sent(this.say({ type: "start", connected: this.#plan.hosts, ...(abort ? { abort } : {}) }));
  }

  finish(
    of: Step,
    outcome: "changed" | "unchanged" | "failed" | "canceled",
    attempt = 1,
    told?: Failure,
  ): readonly Command[] {
    const broken = { code: "STEP_COMMAND_FAILED", message: "broken", hint: "", evidence: [] } as const;
    const failure = told ?? (outcome === "failed" ? broken : undefined);
    const rest = { drift: [], output: {}, durationMs: 1, undone: [], ...(failure ? { failure } : {}) };
    return this.report(of, { type: "finished", lease: this.lease(of, attempt), outcome, ...rest });
  }

  arm(of: Step, attempt = 1): readonly Command[] {
    return this.report(of, { type: "armed", lease: this.lease(of, attempt) });
  }

  report(of: Step, report: Report): readonly Command[] {
    return sent(this.say({ type: "report", host: of.host, report }));
  }

  lease({ id }: Step, attempt: number) {
    return { run, epoch: 1n, step: id, attempt };
  }

  get end() {
    return this.log.find((event) => event.type === "run.finished");
  }
}

/** What left of what was decided. */
export function sent({ effects }: Decision): readonly Command[] {
  return effects.flatMap((effect) => (effect.type === "send" ? [effect.command] : []));
}

export const told = (commands: readonly Command[]): readonly string[] =>
  commands.map(({ type, lease }) => `${type} ${lease.step} ${lease.attempt} epoch ${lease.epoch}`);
