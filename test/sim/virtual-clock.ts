import type { Clock } from "@quorate/shared/clock";

interface Alarm {
  readonly atNs: bigint;
  readonly order: number;
  readonly ring: () => void;
}

/** Time that passes only when nothing else is left to do. Alarms of the same moment ring in the order they were set. */
export class VirtualClock implements Clock {
  #nowNs = 0n;
  #order = 0;
  readonly #alarms = new Set<Alarm>();

  wallMs(): number {
    return 1_700_000_000_000 + Number(this.#nowNs / 1_000_000n);
  }

  monoNs(): bigint {
    return this.#nowNs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  after(ms: number, callback: () => void): () => void {
    this.#order += 1;
    const alarm = { atNs: this.#nowNs + BigInt(Math.round(ms * 1e6)), order: this.#order, ring: callback };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Rings alarms until `done()` or until `limitMs` of virtual time; false when the limit came first or nothing was left. */
  async run(done: () => boolean, limitMs: number): Promise<boolean> {
    const limitNs = this.#nowNs + BigInt(limitMs) * 1_000_000n;
    for (;;) {
      await settled();
      if (done()) return true;
      const next = this.#next();
      if (!next || next.atNs > limitNs) return false;
      this.#alarms.delete(next);
      this.#nowNs = next.atNs;
      next.ring();
    }
  }

  #next(): Alarm | undefined {
    let best: Alarm | undefined;
    for (const alarm of this.#alarms) {
      const sooner = !best || alarm.atNs < best.atNs || (alarm.atNs === best.atNs && alarm.order < best.order);
      if (sooner) best = alarm;
    }
    return best;
  }
}

/** All promise reactions that are due have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
