import type { Clock } from "@quorate/shared/clock";

interface Alarm {
  readonly atNs: bigint;
  readonly ring: () => void;
}

/** Time stands still until the test moves it. */
export class ManualClock implements Clock {
  #nowNs = 5_000_000_000n;
  readonly #alarms = new Set<Alarm>();

  wallMs(): number {
    return 1_700_000_000_000 + Number(this.#nowNs / 1_000n) / 1_000;
  }

  monoNs(): bigint {
    return this.#nowNs;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { atNs: this.#nowNs + BigInt(Math.round(ms * 1e6)), ring: callback };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = this.after(ms, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        reject(signal.reason);
      });
    });
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Moves time, ringing what is due in order; what a ring sets off runs before the next one. */
  async advance(ms: number): Promise<void> {
    const end = this.#nowNs + BigInt(Math.round(ms * 1e6));
    await settled();
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#alarms.delete(next);
      this.#nowNs = next.atNs;
      next.ring();
      await settled();
    }
    this.#nowNs = end;
  }

  #due(end: bigint): Alarm | undefined {
    const due = [...this.#alarms].filter(({ atNs }) => atNs <= end);
    return due.sort((a, b) => (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0))[0];
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for real work (a disk, a socket) that no fake clock moves; fails after thirty real seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const limit = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > limit) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
