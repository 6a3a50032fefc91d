import type { CloseSocket } from "../../host/host.ts";
import type { StepContext } from "../handler.ts";

const greetingPrefix = "quorate-reach ";

/** What a host says on a test listener, so that it is not taken for a health check that dials the same port. */
export function greetingOf(host: string): string {
  return `${greetingPrefix}${host}`;
}

/** Test listeners of one host, and which peers have called on them. */
export class Listeners {
  readonly #peers: ReadonlySet<string>;
  readonly #closers: CloseSocket[] = [];
  readonly #callers = new Map<number, Set<string>>();
  #complete: () => void = () => undefined;

  /** `peers`: the hosts that are expected to call on each port. */
  constructor(peers: readonly string[]) {
    this.#peers = new Set(peers.map(greetingOf));
  }

  async open(port: number, listen: (onCall: (greeting: string) => void) => Promise<CloseSocket>): Promise<void> {
    const callers = new Set<string>();
    this.#callers.set(port, callers);
    const onCall = (greeting: string) => {
      if (this.#peers.has(greeting)) callers.add(greeting);
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
    return [...this.#callers.values()].every((callers) => callers.size >= this.#peers.size);
  }
}
