import type { ClusterState } from "../../journal/cluster-state.ts";
import type { ClusterStatus } from "../../rpc/status.ts";

export interface MetricsInput {
  readonly status: ClusterStatus;
  readonly state: ClusterState;
  readonly logBytes: number;
  readonly process: {
    readonly cpuSeconds: number;
    readonly residentBytes: number;
    /** Seconds since 1970. */
    readonly startedAt: number;
  };
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One metric as data: what it is called, what it means, and what it says of what there is now. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly labels: readonly string[];
  /** Of a histogram: one sample for each thing that was measured. */
  readonly samples: (input: MetricsInput) => readonly Sample[];
}

export const one = (value: number | undefined): readonly Sample[] =>
  value === undefined ? [] : [{ labels: {}, value }];
export const truth = (holds: boolean): number => (holds ? 1 : 0);
export const seconds = (ms: number): number => ms / 1_000;
