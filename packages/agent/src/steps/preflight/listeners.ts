import type { CloseSocket } from "../../host/host.ts";
import type { StepContext } from "../handler.ts";

/** Test listeners of one host, and who has knocked on them. */
export class Listeners {
  readonly #peers: number;
  readonly #closers: CloseSocket[] = [];
  readonly #callers = new Map<number, Set<string>>();
  #complete: () => void = () => undefined;

  /** `peers`: how many hosts are expected to connect to each port. */
  constructor(peers: number) {
    this.#peers = peers;
  }

  async open(port: number, listen: (onConnect: (from: string) => void) => Promise<CloseSocket>): Promise<void> {
    const callers = new Set<string>();
    this.#callers.set(port, callers);
    const onConnect = (from: string) => {
      callers.add(from);
      if (this.#isComplete()) this.#complete();
    };
    this.#closers.push(await listen(onConnect));
  }

  /** Resolves when every peer has connected to every port, or after `limitMs`: a peer that is lost is for its own dials to report. */
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
    return [...this.#callers.values()].every((callers) => callers.size >= this.#peers);
  }
}
