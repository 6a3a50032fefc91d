import type { RunId, StepId } from "./ids.ts";

/** The right of one agent to run one step once. The agent refuses a lower epoch and answers a repeated attempt from its journal. */
export interface LeaseId {
  readonly run: RunId;
  /** Grows with every start of a coordinator on the same event log. */
  readonly epoch: bigint;
  readonly step: StepId;
  /** Counts from 1 within one run. */
  readonly attempt: number;
}

export function leaseKey(id: LeaseId): string {
  return `${id.run} ${id.step} ${id.attempt}`;
}
