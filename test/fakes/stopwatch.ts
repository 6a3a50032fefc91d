import { readFileSync } from "node:fs";

/**
 * Measures how long this process took for something, for upper bounds: the milliseconds since it was made, but for those in
 * which the process was ready to go on and others had the processors. So what a busy machine adds is not held against it.
 */
export class Stopwatch {
  readonly #since = performance.now();
  readonly #waited = waitedMs();

  get ms(): number {
    return performance.now() - this.#since - (waitedMs() - this.#waited);
  }
}

/** The second number is the time in a run queue, nanoseconds (the kernel's Documentation/scheduler/sched-stats); of the main thread. */
function waitedMs(): number {
  try {
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
  } catch {
    // Not every kernel counts it.
    return 0;
  }
}
