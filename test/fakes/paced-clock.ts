import { InstantClock } from "./instant-clock.ts";

interface Timer {
  readonly dueNs: bigint;
  readonly callback: () => void;
}

/** As InstantClock, and a timer goes off when as much time has been slept away as it was set to: for code that races a limit. */
export class PacedClock extends InstantClock {
  readonly #timers = new Set<Timer>();

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await super.sleep(ms, signal);
    for (const timer of this.#timers) {
      if (timer.dueNs > this.monoNs()) continue;
      this.#timers.delete(timer);
      timer.callback();
    }
    signal?.throwIfAborted();
  }

  override after(ms: number, callback: () => void): () => void {
    const timer = { dueNs: this.monoNs() + BigInt(Math.round(ms * 1_000)) * 1_000n, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }
}
