/** Time as a port, so that the engine, the retries and the simulator can share code. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. Only for what people read. */
  wallMs(): number;
  /** Monotonic, nanoseconds from an arbitrary start; every limit and difference is measured with it. */
  monoNs(): bigint;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monoNs: () => process.hrtime.bigint(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, ms);
      const abort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
    }),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Wall time that goes on where it was when the clock is set back, and jumps along when it is set forward: what ends at a time
 * of day never lives longer for it. Only within one process.
 */
export function neverBack(clock: Pick<Clock, "wallMs" | "monoNs">): Pick<Clock, "wallMs"> {
  let latest = { wallMs: clock.wallMs(), monoNs: clock.monoNs() };
  return {
    wallMs: () => {
      const monoNs = clock.monoNs();
      const wallMs = Math.max(clock.wallMs(), latest.wallMs + Number((monoNs - latest.monoNs) / 1_000_000n));
      latest = { wallMs, monoNs };
      return wallMs;
    },
  };
}

/** Milliseconds since an earlier `monoNs()`. */
export function elapsedMs(clock: Clock, since: bigint): number {
  return Number((clock.monoNs() - since) / 1_000n) / 1_000;
}
