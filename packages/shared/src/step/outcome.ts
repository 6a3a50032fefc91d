import type { ErrorCode } from "../error-catalogue.ts";

/** How a step ended. Canceled is no error; lost means that nobody knows. */
export type StepOutcome = "unchanged" | "changed" | "failed" | "canceled" | "lost";

/** One difference between what is and what the step wants. */
export interface Drift {
  readonly what: string;
  readonly have: string;
  readonly want: string;
  /** Of a text: lines that go ("-"), come ("+") and stay (" "). Only an answer to a probe has it; a run keeps none. */
  readonly diff?: readonly string[];
}

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly evidence: readonly string[];
}

/** A moment inside a step, on the coordinator's monotonic clock, with its error bound. */
export interface Mark {
  readonly name: string;
  readonly atNs: bigint;
  readonly errorNs: bigint;
}
