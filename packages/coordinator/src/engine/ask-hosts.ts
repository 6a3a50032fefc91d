import type { Clock } from "@quorate/shared/clock";
import type { FinishedReport, LeaseMode, Report } from "@quorate/shared/command";
import type { HostId, RunId, StepId } from "@quorate/shared/ids";
import { stepId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import type { Drift, Failure } from "@quorate/shared/step/outcome";
import type { Fleet } from "../fleet/fleet.ts";
import { unseenByProbes } from "../plan/secret-names.ts";
import { failure } from "./failure.ts";
import type { Secrets } from "./secrets.ts";

export interface AskPorts {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly epoch: bigint;
}

/** What a host said to one question; a failure when it could not tell. */
export interface HostAnswer {
  readonly step: Step;
  readonly drift: readonly Drift[];
  readonly output: unknown;
  readonly failure?: Failure;
}

export interface Question {
  readonly steps: readonly Step[];
  /** Both leave no trace on the hosts and none in the log. */
  readonly mode: Exclude<LeaseMode, "run">;
  /** Names the leases; must not be a run's. */
  readonly run: RunId;
  readonly limitMs: number;
}

/**
 * Asks every host about its steps, all at once, and waits for all answers or the end of the limit. Steps of a barrier are
 * fired together, when each of them is armed or over.
 */
export async function askHosts(question: Question, ports: AskPorts): Promise<readonly HostAnswer[]> {
  const asking = new Asking(question, ports);
  await asking.done();
  return question.steps.flatMap(({ id }) => asking.answers.get(id) ?? []);
}

class Asking {
  readonly answers = new Map<StepId, HostAnswer>();
  readonly #question: Question;
  readonly #ports: AskPorts;
  readonly #waiting: Map<StepId, Step>;
  readonly #arming: Set<StepId>;
  readonly #over = Promise.withResolvers<void>();

  constructor(question: Question, ports: AskPorts) {
    this.#question = question;
    this.#ports = ports;
    this.#waiting = new Map(question.steps.map((step) => [step.id, step]));
    this.#arming = new Set(question.steps.flatMap(({ id, barrier }) => (barrier === undefined ? [] : [id])));
  }

  async done(): Promise<void> {
    const { fleet, clock } = this.#ports;
    const { steps, limitMs } = this.#question;
    const off = fleet.onReport((host, report) => this.#heard(host, report));
    const stopTimer = clock.after(limitMs, () => this.#over.resolve());
    for (const step of steps) if (!this.#send(step)) this.#finish(step, { failure: notConnected(step) });
    if (this.#waiting.size > 0) await this.#over.promise;
    off();
    stopTimer();
    for (const step of [...this.#waiting.values()]) {
      const reason = "the question was given up";
      fleet.send(step.host, { type: "cancel", lease: this.#lease(step), reason, undo: false });
      this.#finish(step, { failure: noAnswer(step, limitMs) });
    }
  }

  #send(step: Step): boolean {
    const { fleet, secrets } = this.#ports;
    const { mode } = this.#question;
    const command = {
      type: "lease",
      lease: this.#lease(step),
      mode,
      step,
      secrets: secretsFor(step, secrets),
    } as const;
    return fleet.send(step.host, command);
  }

  #lease({ id }: Step) {
    return { run: this.#question.run, epoch: this.#ports.epoch, step: id, attempt: 1 };
  }

  #heard(host: HostId, report: Report): void {
    const step = report.lease.run === this.#question.run ? this.#waiting.get(stepId(report.lease.step)) : undefined;
    if (!step || step.host !== host) return;
    if (report.type === "armed") this.#armed(step);
    if (report.type === "finished") this.#finish(step, report);
  }

  #armed({ id }: Step): void {
    if (!this.#arming.delete(id) || this.#arming.size > 0) return;
    for (const step of this.#waiting.values()) {
      if (step.barrier !== undefined) this.#ports.fleet.send(step.host, { type: "fire", lease: this.#lease(step) });
    }
  }

  #finish(step: Step, said: Partial<Pick<FinishedReport, "drift" | "output" | "failure">>): void {
    const { drift = [], output = null, failure: cause } = said;
    this.#waiting.delete(step.id);
    this.answers.set(step.id, { step, drift, output, ...(cause ? { failure: cause } : {}) });
    this.#armed(step);
    if (this.#waiting.size === 0) this.#over.resolve();
  }
}

function secretsFor(step: Step, secrets: Secrets): ReturnType<Secrets["of"]> {
  return secrets.of({ ...step, secrets: (step.secrets ?? []).filter((name) => !unseenByProbes.has(name)) });
}

function notConnected({ host }: Step): Failure {
  return failure("HOST_UNREACHABLE", `${host} is not connected`);
}

function noAnswer({ host, title }: Step, limitMs: number): Failure {
  return failure("STEP_TIMED_OUT", `${host} did not answer the probe of "${title}" within ${limitMs / 1000} s`);
}
