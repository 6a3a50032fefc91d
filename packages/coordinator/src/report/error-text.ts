import { type CheckArea, checkSpec } from "@quorate/shared/check-catalogue";
import { type ErrorCode, errorSpec } from "@quorate/shared/error-catalogue";
import type { AppError } from "@quorate/shared/errors";
import { faultWords, retryWords } from "./error-words.ts";
import { oneLine, wrap } from "./line.ts";
import { logLine } from "./log-line.ts";
import { type Look, paint } from "./look.ts";
import { field } from "./table.ts";

/** For standard error: "error: CODE: message", what shows the cause, and the way out. */
export function errorText(error: AppError, look: Look): readonly string[] {
  return [
    ...errorHead(error, look),
    ...error.evidence
      .flatMap((text) => text.split("\n"))
      .map((line) => `  ${paint(look, "faint", logLine(line).trimEnd())}`),
    ...errorFoot(error, look),
  ];
}

type ErrorLike = Pick<AppError, "code" | "message" | "hint">;

/** The first line is for people and for grep: never wrapped. */
export function errorHead({ code, message }: ErrorLike, look: Look): readonly string[] {
  const [first = "", ...more] = message.split("\n").map(oneLine);
  return [`${paint(look, "bad", "error:")} ${code}: ${first}`, ...more.map((line) => `  ${line}`)];
}

export function errorFoot({ hint }: ErrorLike, look: Look): readonly string[] {
  if (hint === "") return [];
  return hint.split("\n").map((line) => `${paint(look, "strong", "hint:")} ${oneLine(line)}`);
}

/** What is known about an error code. */
export function explainCode(code: ErrorCode, look: Look): readonly string[] {
  const { summary, fault, retry, exit, status, hint } = errorSpec(code);
  const rows = { meaning: summary, "who can": faultWords[fault], "try again": retryWords[retry], "way out": hint };
  return [
    paint(look, "strong", code),
    ...Object.entries(rows).flatMap(([label, text]) => field(label, wrap(text, look.columns - 13), 9)),
    ...field("exit code", [`${exit} (gRPC ${status})`], 9),
  ];
}

const areaWords: Readonly<Record<CheckArea, string>> = {
  preflight: "before a bootstrap, and by `coordinator doctor`; except it with --ignore-checks",
  health: "by `coordinator doctor` and `coordinator health`",
  audit: "by `coordinator doctor --audit`, on hosts that were set up by hand",
};

/** What is known about a check; empty when there is no such check. */
export function explainCheck(id: string, look: Look): readonly string[] {
  const spec = checkSpec(id);
  if (!spec) return [];
  const rows = { well: spec.summary, checked: areaWords[spec.area], "way out": spec.fix };
  return [
    paint(look, "strong", id),
    ...Object.entries(rows).flatMap(([label, text]) => field(label, wrap(text, look.columns - 13), 9)),
  ];
}
