import { type Clock, elapsedMs } from "@quorate/shared/clock";

/** A timer that rings this much late was held up by this process itself, not by the agent. */
const stallMs = 500;

/** Tells when an agent stopped speaking and when it speaks again. One timer for each agent, not one for each message. */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #changed: (silent: boolean) => void;
  #spokeNs: bigint;
  #silent = false;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, limitMs: number, changed: (silent: boolean) => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#changed = changed;
    this.#spokeNs = clock.monoNs();
    this.#arm(limitMs);
  }

  get silent(): boolean {
    return this.#silent;
  }

  /** Milliseconds since the last word. */
  get ageMs(): number {
    return elapsedMs(this.#clock, this.#spokeNs);
  }

  spoke(): void {
    this.#spokeNs = this.#clock.monoNs();
    if (!this.#silent) return;
    this.#silent = false;
    this.#arm(this.#limitMs);
    this.#changed(false);
  }

  stop(): void {
    this.#cancel();
  }

  #arm(ms: number): void {
    const due = this.#clock.monoNs() + BigInt(Math.round(ms * 1e6));
    this.#cancel = this.#clock.after(ms, () => this.#check(due));
  }

  #check(dueNs: bigint): void {
    const left = this.#limitMs - this.ageMs;
    if (left > 0) return this.#arm(left);
    // What the agent said during a stall of this process is still in the socket: read it before judging.
    if (elapsedMs(this.#clock, dueNs) > stallMs) return this.#arm(stallMs);
    this.#silent = true;
    this.#changed(true);
  }
}
