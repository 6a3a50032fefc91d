import { type ErrorCode, errorSpec, type Fault, type Retry } from "@quorate/shared/error-catalogue";
import type { AppError } from "@quorate/shared/errors";
import { oneLine, wrap } from "./line.ts";
import { logLine } from "./log-line.ts";
import { type Look, paint } from "./look.ts";
import { field } from "./table.ts";

/** For standard error: "error: CODE: message", what shows the cause, and the way out. */
export function errorText(error: AppError, look: Look): readonly string[] {
  const [first = "", ...more] = error.message.split("\n").map(oneLine);
  return [
    `${paint(look, "bad", "error:")} ${error.code}: ${first}`,
    ...more.map((line) => `  ${line}`),
    ...error.evidence.map((line) => paint(look, "faint", `  | ${logLine(line)}`)),
    ...(error.hint === "" ? [] : error.hint.split("\n").map((line) => `hint: ${oneLine(line)}`)),
  ];
}

const faults: Readonly<Record<Fault, string>> = {
  user: "you: a file, an argument or a decision",
  host: "whoever looks after the host",
  peer: "the network or the other side; it may come back by itself",
  trust: "whoever gave the certificate, token or key",
  bug: "the developers: please report it",
};

const retries: Readonly<Record<Retry, string>> = {
  never: "no: it is harmful or useless",
  backoff: "yes, it may heal by itself",
  "after-change": "after somebody has changed something",
};

/** What is known about an error code. */
export function explainCode(code: ErrorCode, look: Look): readonly string[] {
  const { summary, fault, retry, exit, status, hint } = errorSpec(code);
  const rows = { meaning: summary, "who can": faults[fault], "try again": retries[retry], "way out": hint };
  return [
    paint(look, "strong", code),
    ...Object.entries(rows).flatMap(([label, text]) => field(label, wrap(text, look.columns - 13), 9)),
    ...field("exit code", [`${exit} (gRPC ${status})`], 9),
  ];
}

/** The same in words for the generated page. */
export const faultText = (fault: Fault): string => faults[fault];
export const retryText = (retry: Retry): string => retries[retry];
