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

/** A bound of a ratio, never of a time: times belong to the machine they were taken on. */
export type Target = {
  readonly baseline: string;
  readonly measure: "mean" | "median" | "p90";
} & (
  | {
      /** Of baseline / ours: how many times as long the baseline takes. */
      readonly atLeast: number;
    }
  | {
      /** Of ours / baseline, where the baseline does less than ours and ours should hardly be slower. */
      readonly atMost: number;
    }
);

/** A ratio within ours, one value for each round, that has an upper bound. */
export interface OwnRatio {
  readonly name: string;
  readonly values: readonly number[];
  /** Of their mean. */
  readonly atMost: number;
}
