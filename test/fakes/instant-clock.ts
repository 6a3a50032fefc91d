import type { Clock } from "@quorate/shared/clock";

/** A clock whose sleeps take no real time: it jumps ahead instead. */
export class InstantClock implements Clock {
  #nowMs: number;
  readonly #onSleep: (nowMs: number) => void;

  /** `onSleep` is told the new time, so that a test can change the world while the code under test waits. */
  constructor(onSleep: (nowMs: number) => void = () => undefined, startMs = 1_700_000_000_000) {
    this.#onSleep = onSleep;
    this.#nowMs = startMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  monoNs(): bigint {
    return BigInt(Math.round(this.#nowMs * 1_000)) * 1_000n;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#nowMs += ms;
    this.#onSleep(this.#nowMs);
    // Lets everything else that is ready run, as a real sleep would.
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }

  after(ms: number, callback: () => void): () => void {
    const timer = setImmediate(() => {
      this.#nowMs += ms;
      callback();
    });
    return () => clearImmediate(timer);
  }
}
