import { checkSpec } from "@quorate/shared/check-catalogue";
import { type ErrorCode, errorSpec } from "@quorate/shared/error-catalogue";
import type { AppError } from "@quorate/shared/errors";
import { checkTexts, errorTexts, hintIn } from "@quorate/shared/texts/catalogue-texts";
import { evidenceIn, sentenceIn } from "@quorate/shared/texts/sentence-in";
import { oneLine, wrap } from "./line.ts";
import { logLine } from "./log-line.ts";
import { type Look, paint } from "./look.ts";
import { field } from "./table.ts";
import { errorWords } from "./words/error-words.ts";

/** For standard error: "error: CODE: message", what shows the cause, and the way out. */
export function errorText(error: AppError, look: Look): readonly string[] {
  return [
    ...errorHead(error, look),
    ...error.evidence
      .flatMap((text) => text.split("\n"))
      .map((line) => `  ${paint(look, "faint", logLine(evidenceIn(look.language, line)).trimEnd())}`),
    ...errorFoot(error, look),
  ];
}

type ErrorLike = Pick<AppError, "code" | "message" | "hint">;

/** The first line is for people and for grep: never wrapped. */
export function errorHead({ code, message }: ErrorLike, look: Look): readonly string[] {
  const [first = "", ...more] = sentenceIn(look.language, message).split("\n").map(oneLine);
  return [
    `${paint(look, "bad", errorWords[look.language].error)} ${code}: ${first}`,
    ...more.map((line) => `  ${line}`),
  ];
}

export function errorFoot({ code, hint }: Omit<ErrorLike, "message">, look: Look): readonly string[] {
  if (hint === "") return [];
  const label = paint(look, "strong", errorWords[look.language].hint);
  return hintIn(look.language, code, hint)
    .split("\n")
    .map((line) => `${label} ${oneLine(line)}`);
}

/** What is known about an error code. */
export function explainCode(code: ErrorCode, look: Look): readonly string[] {
  const { fault, retry, exit, status } = errorSpec(code);
  const { summary, hint } = errorTexts(code, look.language);
  const { labels, faults, retries } = errorWords[look.language];
  return explained(code, look, [
    [labels.meaning, summary],
    [labels.whoCan, faults[fault]],
    [labels.tryAgain, retries[retry]],
    [labels.wayOut, hint],
    [labels.exitCode, `${exit} (gRPC ${status})`],
  ]);
}

/** What is known about a check; empty when there is no such check. */
export function explainCheck(id: string, look: Look): readonly string[] {
  const spec = checkSpec(id);
  const texts = checkTexts(id, look.language);
  if (!spec || !texts) return [];
  const { labels, areas } = errorWords[look.language];
  return explained(id, look, [
    [labels.well, texts.summary],
    [labels.checked, areas[spec.area]],
    [labels.wayOut, texts.hint],
  ]);
}

const labelWidth = 9;

function explained(
  id: string,
  look: Look,
  rows: readonly (readonly [label: string, text: string])[],
): readonly string[] {
  const lines = rows.flatMap(([label, text]) => field(label, wrap(text, look.columns - labelWidth - 4), labelWidth));
  return [paint(look, "strong", id), ...lines];
}
