/** One way to do the job that a benchmark measures. */
export interface Way {
  readonly name: string;
  readonly title: string;
  /** Milliseconds. Leaves everything so that the next round of any way can begin. */
  measure(): Promise<number>;
  /** Fewer rounds than the benchmark's others, for what takes very long. */
  readonly rounds?: number;
}

/** `ours` first; what it is compared with after it. */
export interface Contest {
  readonly ours: Way;
  readonly baselines: readonly Way[];
}

/** A lower bound of a ratio, never a time: times belong to the machine they were taken on. */
export interface Target {
  readonly baseline: string;
  readonly measure: "mean" | "median" | "p90";
  readonly atLeast: number;
}
