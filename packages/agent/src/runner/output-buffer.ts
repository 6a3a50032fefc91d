import type { Clock } from "@quorate/shared/clock";

export type OutputSink = (lines: readonly string[], dropped: number) => void;

const flushAfterMs = 200;
/** Between two flushes; of more the oldest are dropped and counted: what a step says after a flood is what it waits for. */
const maxPending = 40;
const maxRecent = 10;

/** Gathers a step's lines into few messages. */
export class OutputBuffer {
  readonly #clock: Clock;
  readonly #sink: OutputSink;
  #pending: string[] = [];
  #dropped = 0;
  #recent: string[] = [];
  #stop: (() => void) | undefined;

  constructor(clock: Clock, sink: OutputSink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  /** The last lines, for the evidence of a failure. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  add(line: string): void {
    this.#recent = [...this.#recent.slice(1 - maxRecent), line];
    this.#pending.push(line);
    if (this.#pending.length > maxPending) {
      this.#pending.shift();
      this.#dropped += 1;
    }
    this.#stop ??= this.#clock.after(flushAfterMs, () => this.flush());
  }

  flush(): void {
    this.#stop?.();
    this.#stop = undefined;
    if (this.#pending.length === 0) return;
    const lines = this.#pending;
    const dropped = this.#dropped;
    this.#pending = [];
    this.#dropped = 0;
    this.#sink(lines, dropped);
  }
}
