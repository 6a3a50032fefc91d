import type { Clock } from "@quorate/shared/clock";

/** The clock of one simulated process: when it dies, none of its timers rings and none of its sleeps ends. */
export class ProcessClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<() => void>();
  /** Runs so many times slower than the rest of the world. */
  slowness = 1;
  #dead = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get dead(): boolean {
    return this.#dead;
  }

  die(): void {
    this.#dead = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  monoNs(): bigint {
    return this.#clock.monoNs();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = (): void => {
        cancel();
        if (!this.#dead) reject(signal?.reason);
      };
      const cancel = this.after(ms * this.slowness, () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      });
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  after(ms: number, callback: () => void): () => void {
    if (this.#dead) return () => undefined;
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(stop);
      callback();
    });
    const stop = (): void => {
      this.#timers.delete(stop);
      cancel();
    };
    this.#timers.add(stop);
    return stop;
  }
}
