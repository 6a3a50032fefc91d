import { elapsedMs } from "@quorate/shared/clock";
import type { StepContext } from "../handler.ts";
import type { AskHealth } from "./health-question.ts";

export interface Outage {
  /** The longest time between two answers, less the probe's own pace; 0 when no probe failed. */
  readonly outageMs: number;
  readonly probes: number;
  readonly failed: number;
}

const paceMs = 50;
const answerMs = 1_000;

/** Asks twenty times a second, each time over a connection of its own and without waiting for the answers before. */
export class OutageProbe {
  readonly #ctx: StepContext;
  readonly #ask: AskHealth;
  readonly #end = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #running: Promise<void> = Promise.resolve();
  #lastAnswer: bigint;
  #longestMs = 0;
  #probes = 0;
  #failed = 0;
  /** How many answers came since the last failure. */
  inARow = 0;
  lastProblem = "it was not asked yet";

  constructor(ctx: StepContext, ask: AskHealth) {
    this.#ctx = ctx;
    this.#ask = ask;
    this.#lastAnswer = ctx.clock.monoNs();
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Counts from here: what was before is no part of the outage. */
  begin(): void {
    this.#lastAnswer = this.#ctx.clock.monoNs();
    this.#longestMs = 0;
    this.#probes = 0;
    this.#failed = 0;
    this.inARow = 0;
  }

  silentForMs(): number {
    return elapsedMs(this.#ctx.clock, this.#lastAnswer);
  }

  /** Safe to call twice. Never rejects: whoever waits for the probe hears of a canceled step by the signal. */
  async stop(): Promise<Outage> {
    this.#end.abort();
    await this.#running;
    await Promise.all(this.#underWay);
    const outageMs = this.#failed === 0 ? 0 : Math.max(0, Math.round(this.#longestMs - paceMs));
    return { outageMs, probes: this.#probes, failed: this.#failed };
  }

  async #run(): Promise<void> {
    const signal = AbortSignal.any([this.#ctx.signal, this.#end.signal]);
    while (!signal.aborted) {
      const probe = this.#once(this.#ctx.signal).finally(() => this.#underWay.delete(probe));
      this.#underWay.add(probe);
      await this.#ctx.clock.sleep(paceMs, signal).catch(() => undefined);
    }
  }

  async #once(signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.#ask(signal, answerMs);
      this.#probes += 1;
      if (answer.ok) this.#answered();
      else this.#missed(answer.problem);
    } catch {
      // The step is over.
    }
  }

  #answered(): void {
    this.#longestMs = Math.max(this.#longestMs, this.silentForMs());
    this.#lastAnswer = this.#ctx.clock.monoNs();
    this.inARow += 1;
  }

  #missed(problem: string): void {
    this.#failed += 1;
    this.inARow = 0;
    this.lastProblem = problem;
  }
}
