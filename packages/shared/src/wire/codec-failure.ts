import { isErrorCode } from "../error-catalogue.ts";
import { AppError } from "../errors.ts";
import type { Drift, Failure } from "../step/outcome.ts";
import { clip } from "./codec-scalar.ts";
import type { Drift__Output, Drift as WireDrift } from "./generated/quorate/v1/Drift.ts";
import type { Failure__Output, Failure as WireFailure } from "./generated/quorate/v1/Failure.ts";

// Together below the 256 KiB that the coordinator takes in one message, see codec-report.ts.
const maxText = 4_096;
const maxEvidenceLines = 40;
const maxLine = 1_024;
const maxDrifts = 32;
const maxDriftText = 512;
/** Of all drifts of one report. */
const maxDiffLines = 320;
const maxDiffLine = 256;

/** What an agent or a status carries of an error: no stack, no cause chain beyond its message. */
export function failureOf(error: AppError): Failure {
  return { code: error.code, message: error.message, hint: error.hint, evidence: error.evidence };
}

export function errorOf(failure: Failure): AppError {
  return new AppError(failure.code, failure.message, { hint: failure.hint, evidence: failure.evidence });
}

export function encodeFailure(failure: Failure): WireFailure {
  return {
    code: failure.code,
    message: clip(failure.message, maxText),
    hint: clip(failure.hint, maxText),
    // The end of a log says more than its beginning.
    evidence: failure.evidence.slice(-maxEvidenceLines).map((line) => clip(line, maxLine)),
  };
}

/** A code that this version does not know becomes INTERNAL, and keeps its name in the message. */
export function decodeFailure(wire: Failure__Output): Failure {
  const { code, message, hint, evidence } = wire;
  if (isErrorCode(code)) return { code, message, hint, evidence };
  return { code: "INTERNAL", message: `${code}: ${message}`, hint, evidence };
}

export function encodeDrift(drift: readonly Drift[]): WireDrift[] {
  let room = maxDiffLines;
  return drift.slice(0, maxDrifts).map(({ what, have, want, diff = [] }) => {
    const shown = diff.slice(0, room);
    room -= shown.length;
    return {
      what: clip(what, maxDriftText),
      have: clip(have, maxDriftText),
      want: clip(want, maxDriftText),
      diff: shown.map((line) => clip(line, maxDiffLine)),
    };
  });
}

export function decodeDrift(wire: readonly Drift__Output[]): Drift[] {
  return wire.map(({ what, have, want, diff }) => ({ what, have, want, ...(diff.length > 0 ? { diff } : {}) }));
}
