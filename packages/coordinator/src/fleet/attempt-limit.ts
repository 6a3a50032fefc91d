import { type Clock, elapsedMs } from "@quorate/shared/clock";

export interface AttemptLimits {
  readonly tries: number;
  readonly windowMs: number;
}

interface Window {
  readonly sinceNs: bigint;
  tries: number;
}

/** Addresses remembered at most; above it the oldest are forgotten, so that a flood of addresses costs no memory. */
const mostRemembered = 10_000;

/** Counts failed tries by whoever makes them, in windows of a fixed length. */
export class AttemptLimit {
  readonly #clock: Clock;
  readonly #limits: AttemptLimits;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock, limits: AttemptLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  exhausted(who: string): boolean {
    return (this.#current(who)?.tries ?? 0) >= this.#limits.tries;
  }

  failed(who: string): void {
    const window = this.#current(who);
    if (window) window.tries += 1;
    else this.#open(who);
  }

  #current(who: string): Window | undefined {
    const window = this.#windows.get(who);
    if (!window || elapsedMs(this.#clock, window.sinceNs) < this.#limits.windowMs) return window;
    this.#windows.delete(who);
    return undefined;
  }

  #open(who: string): void {
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined && this.#windows.size >= mostRemembered) this.#windows.delete(oldest);
    this.#windows.set(who, { sinceNs: this.#clock.monoNs(), tries: 1 });
  }
}
