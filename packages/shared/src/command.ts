import type { AppError } from "./errors.ts";
import type { LeaseId } from "./lease.ts";
import type { Step } from "./plan.ts";
import type { Secret } from "./secret.ts";
import type { StepInput, StepKind } from "./step/contract.ts";
import type { Drift, Failure, Mark, StepOutcome } from "./step/outcome.ts";

/** probe: say what differs; check: carry out what only looks, and refuse the rest; run: probe, apply, probe. Only run leaves a trace. */
export type LeaseMode = "probe" | "check" | "run";
export type LeaseSecrets = Readonly<Record<string, Secret<string>>>;

export interface FireCommand {
  readonly type: "fire";
  readonly lease: LeaseId;
}

export interface CancelCommand {
  readonly type: "cancel";
  readonly lease: LeaseId;
  readonly reason: string;
  /** Also undo what a finished barrier step of this run did. */
  readonly undo: boolean;
}

export interface LeaseCommand {
  readonly type: "lease";
  readonly lease: LeaseId;
  readonly mode: LeaseMode;
  readonly step: Step;
  readonly secrets: LeaseSecrets;
}

/** What the coordinator tells one agent. */
export type Command = LeaseCommand | FireCommand | CancelCommand;

/** As much of a step as reaches the host that runs it: titles and dependencies stay with the coordinator. */
export type LeasedStep = {
  [K in StepKind]: {
    readonly kind: K;
    readonly input: StepInput<K>;
    readonly timeoutMs: number;
    /** True: arm, say so, and wait for fire. */
    readonly barrier: boolean;
  };
}[StepKind];

export interface ReceivedLease {
  readonly type: "lease";
  readonly lease: LeaseId;
  readonly mode: LeaseMode;
  readonly step: LeasedStep;
  readonly secrets: LeaseSecrets;
}

/** A command as the agent gets it. A lease whose kind or input does not match the contracts is answered, not dropped. */
export type ReceivedCommand =
  | ReceivedLease
  | { readonly type: "invalid-lease"; readonly lease: LeaseId; readonly error: AppError }
  | FireCommand
  | CancelCommand;

export interface FinishedReport {
  readonly type: "finished";
  readonly lease: LeaseId;
  readonly outcome: StepOutcome;
  /** What the first probe found. */
  readonly drift: readonly Drift[];
  readonly output: unknown;
  readonly failure?: Failure;
  readonly durationMs: number;
  readonly undone: readonly string[];
}

/** What an agent says about one lease. */
export type Report =
  | { readonly type: "accepted"; readonly lease: LeaseId }
  | { readonly type: "armed"; readonly lease: LeaseId }
  | { readonly type: "mark"; readonly lease: LeaseId; readonly mark: Mark }
  | { readonly type: "output"; readonly lease: LeaseId; readonly lines: readonly string[]; readonly dropped: number }
  | FinishedReport;
