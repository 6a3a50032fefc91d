import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";

interface Waiting {
  readonly host: HostId;
  readonly begin: () => void;
}

/** Who may send now: one thing to a host and a few things in all; the others wait in the order in which they came. */
export class SendTurns {
  readonly #atOnce: number;
  readonly #waitingPerHost: number;
  readonly #active = new Set<HostId>();
  readonly #waiting = new Set<Waiting>();

  constructor(atOnce: number, waitingPerHost: number) {
    this.#atOnce = atOnce;
    this.#waitingPerHost = waitingPerHost;
  }

  /** Resolves with what ends the turn. Rejects with the signal's reason, and PROTOCOL_MISMATCH when too many of the host wait already. */
  async take(host: HostId, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const ofHost = [...this.#waiting].filter((each) => each.host === host).length;
    if (ofHost >= this.#waitingPerHost) {
      throw new AppError("PROTOCOL_MISMATCH", `${host} asks for more than ${ofHost} files at once`);
    }
    const turn = Promise.withResolvers<void>();
    const waiting: Waiting = { host, begin: turn.resolve };
    const leave = (): void => {
      if (this.#waiting.delete(waiting)) turn.reject(signal.reason);
    };
    this.#waiting.add(waiting);
    signal.addEventListener("abort", leave, { once: true });
    this.#next();
    await turn.promise.finally(() => signal.removeEventListener("abort", leave));
    return () => {
      this.#active.delete(host);
      this.#next();
    };
  }

  #next(): void {
    for (const waiting of this.#waiting) {
      if (this.#active.size >= this.#atOnce) return;
      if (this.#active.has(waiting.host)) continue;
      this.#waiting.delete(waiting);
      this.#active.add(waiting.host);
      waiting.begin();
    }
  }
}
