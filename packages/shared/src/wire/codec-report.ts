import type { FinishedReport, Report } from "../command.ts";
import { AppError } from "../errors.ts";
import type { StepKind, StepOutput } from "../step/contract.ts";
import { stepContracts } from "../step/contract.ts";
import type { Mark, StepOutcome } from "../step/outcome.ts";
import { decodeDrift, decodeFailure, encodeDrift, encodeFailure, failureOf } from "./codec-failure.ts";
import { decodeLeaseId, encodeLeaseId } from "./codec-lease.ts";
import { clip, fromJson, malformed, problems, required } from "./codec-scalar.ts";
import type { Finished__Output, Finished as WireFinished } from "./generated/quorate/v1/Finished.ts";
import type { LeaseReport__Output, LeaseReport as WireReport } from "./generated/quorate/v1/LeaseReport.ts";
import type { Mark__Output, Mark as WireMark } from "./generated/quorate/v1/Mark.ts";
import type { Outcome__Output } from "./generated/quorate/v1/Outcome.ts";

// With failure and drift (codec-failure.ts) below the 256 KiB that the coordinator takes in one message.
const maxOutputJson = 112 * 1_024;
const maxLines = 40;
const maxLine = 1_024;

const outcomeToWire = {
  unchanged: "OUTCOME_UNCHANGED",
  changed: "OUTCOME_CHANGED",
  failed: "OUTCOME_FAILED",
  canceled: "OUTCOME_CANCELED",
  lost: "OUTCOME_LOST",
} as const satisfies Record<StepOutcome, Outcome__Output>;

const outcomeFromWire = {
  OUTCOME_UNSPECIFIED: undefined,
  OUTCOME_UNCHANGED: "unchanged",
  OUTCOME_CHANGED: "changed",
  OUTCOME_FAILED: "failed",
  OUTCOME_CANCELED: "canceled",
  OUTCOME_LOST: "lost",
} as const satisfies Record<Outcome__Output, StepOutcome | undefined>;

export function encodeReport(report: Report): WireReport {
  const lease = encodeLeaseId(report.lease);
  switch (report.type) {
    case "accepted":
      return { lease, accepted: {} };
    case "armed":
      return { lease, armed: {} };
    case "mark":
      return { lease, mark: encodeMark(report.mark) };
    case "output":
      return { lease, output: encodeOutput(report) };
    case "finished":
      return { lease, finished: encodeFinished(report) };
  }
}

export function decodeReport(wire: LeaseReport__Output): Report {
  const lease = decodeLeaseId(wire.lease);
  switch (required(wire.report, "report that this version knows")) {
    case "accepted":
      return { type: "accepted", lease };
    case "armed":
      return { type: "armed", lease };
    case "mark":
      return { type: "mark", lease, mark: decodeMark(required(wire.mark, "mark")) };
    case "output": {
      const { lines, dropped } = required(wire.output, "output");
      return { type: "output", lease, lines, dropped };
    }
    case "finished":
      return { type: "finished", lease, ...decodeFinished(required(wire.finished, "result")) };
  }
}

/** What an agent says a step gave back, against the contract of the kind; PROTOCOL_MISMATCH when they differ. */
export function stepOutput<K extends StepKind>(kind: K, output: unknown): StepOutput<K> {
  const result = stepContracts[kind].output.safeParse(output);
  if (result.success) return result.data as StepOutput<K>;
  throw new AppError("PROTOCOL_MISMATCH", `the agent's result of ${kind} does not match: ${problems(result.error)}`);
}

export function encodeMark(mark: Mark): WireMark {
  return { name: mark.name, atNs: mark.atNs.toString(), errorNs: mark.errorNs.toString() };
}

export function decodeMark(wire: Mark__Output): Mark {
  return { name: wire.name, atNs: BigInt(wire.atNs), errorNs: BigInt(wire.errorNs) };
}

function encodeOutput(report: Extract<Report, { type: "output" }>): { lines: string[]; dropped: number } {
  const lines = report.lines.slice(0, 4 * maxLines).map((line) => clip(line, maxLine));
  return { lines, dropped: report.dropped + report.lines.length - lines.length };
}

function encodeFinished(report: FinishedReport): WireFinished {
  const outputJson = report.output === undefined ? "" : JSON.stringify(report.output);
  if (Buffer.byteLength(outputJson) > maxOutputJson) return encodeFinished(tooLarge(report));
  return {
    outcome: outcomeToWire[report.outcome],
    drift: encodeDrift(report.drift),
    outputJson,
    failure: report.failure ? encodeFailure(report.failure) : null,
    durationMs: Math.round(report.durationMs),
    undone: report.undone.slice(0, maxLines).map((line) => clip(line, maxLine)),
  };
}

/** Sent instead of a result that the coordinator would have to refuse, which would cost the whole stream. */
function tooLarge(report: FinishedReport): FinishedReport {
  const error = new AppError("INTERNAL", `the result of ${report.lease.step} is larger than ${maxOutputJson} bytes`);
  return { ...report, outcome: "failed", output: undefined, failure: failureOf(error) };
}

function decodeFinished(wire: Finished__Output): Omit<FinishedReport, "type" | "lease"> {
  const outcome = outcomeFromWire[wire.outcome];
  if (!outcome) throw malformed("a result without an outcome");
  return {
    outcome,
    drift: decodeDrift(wire.drift),
    output: wire.outputJson === "" ? undefined : fromJson(wire.outputJson, "a step output"),
    ...(wire.failure ? { failure: decodeFailure(wire.failure) } : {}),
    durationMs: wire.durationMs,
    undone: wire.undone,
  };
}
