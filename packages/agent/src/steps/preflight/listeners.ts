import type { CloseSocket } from "../../host/host.ts";
import type { StepContext } from "../handler.ts";

const greetingPrefix = "quorate-reach ";

/** What a host says on a test listener, so that it is not taken for a health check that dials the same port. */
export function greetingOf(host: string): string {
  return `${greetingPrefix}${host}`;
}

/** Test listeners of one host, and which peers have called on them. */
export class Listeners {
  readonly #expected: (port: number) => readonly string[];
  readonly #closers: CloseSocket[] = [];
  /** Greetings still to come, by port. */
  readonly #missing = new Map<number, Set<string>>();
  #complete: () => void = () => undefined;

  /** `expected`: the hosts that are expected to call on a port. */
  constructor(expected: (port: number) => readonly string[]) {
    this.#expected = expected;
  }

  async open(port: number, listen: (onCall: (greeting: string) => void) => Promise<CloseSocket>): Promise<void> {
    const missing = new Set(this.#expected(port).map(greetingOf));
    this.#missing.set(port, missing);
    const onCall = (greeting: string) => {
      missing.delete(greeting);
      if (this.#isComplete()) this.#complete();
    };
    this.#closers.push(await listen(onCall));
  }

  /** Resolves when every peer has called on every port, or after `limitMs`: a peer that is lost is for its own dials to report. */
  async heardFromAll(limitMs: number, { clock, signal }: StepContext): Promise<void> {
    if (this.#isComplete()) return;
    const enough = new AbortController();
    const stop = AbortSignal.any([signal, enough.signal]);
    this.#complete = () => enough.abort();
    try {
      await clock.sleep(limitMs, stop);
    } catch (error) {
      if (!enough.signal.aborted) throw error;
    }
  }

  /** Closes what is open, and says how many that were. */
  async close(): Promise<number> {
    const closers = this.#closers.splice(0);
    await Promise.all(closers.map((close) => close()));
    return closers.length;
  }

  #isComplete(): boolean {
    return [...this.#missing.values()].every(({ size }) => size === 0);
  }
}
