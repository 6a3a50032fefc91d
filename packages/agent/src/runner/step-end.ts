import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";

/** How long a step may take to heed its signal before nobody waits for it any more. */
const graceMs = 5_000;

/** The work's own end; or the signal's reason, when the work does not end soon after it was told to. */
export function endOf<T>(work: Promise<T>, signal: AbortSignal, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    let stop = (): void => undefined;
    const abort = (): void => {
      stop = clock.after(graceMs, () => reject(signal.reason));
    };
    const settled = (): void => {
      stop();
      signal.removeEventListener("abort", abort);
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    work.finally(settled).then(resolve, reject);
  });
}

/** Resolves with the promise; rejects with the signal's reason when that comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.finally(() => signal.removeEventListener("abort", abort)).then(resolve, reject);
  });
}

/** The step was applied, and still something differs. */
export function notConverged(kind: string, drift: readonly Drift[]): AppError {
  const lines = drift.map(({ what, have, want }) => `${what}: have ${have || "nothing"}, want ${want || "nothing"}`);
  const more = lines.length > 3 ? ` and ${lines.length - 3} more` : "";
  return new AppError("STEP_NOT_CONVERGED", `${kind} was applied, but ${lines.slice(0, 3).join("; ")}${more}`, {
    evidence: lines,
  });
}

export function timedOut(kind: string, limitMs: number): AppError {
  return new AppError("STEP_TIMED_OUT", `${kind} did not end within ${limitMs / 1_000} s`);
}
