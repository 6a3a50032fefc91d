import { checkSpec } from "../check-catalogue.ts";
import { type ErrorCode, errorSpec } from "../error-catalogue.ts";
import type { Language } from "../language.ts";
import { auditTextsZh, healthTextsZh, preflightTextsZh } from "./check-texts-zh.ts";
import { errorTextsZh } from "./error-texts-zh.ts";
import { evidenceIn, sentenceIn } from "./sentence-in.ts";

export interface CatalogueTexts {
  readonly summary: string;
  /** The usual way out. */
  readonly hint: string;
}

export function errorTexts(code: ErrorCode, language: Language): CatalogueTexts {
  if (language === "en") return errorSpec(code);
  const [summary, hint] = errorTextsZh[code];
  return { summary, hint };
}

/** Undefined when there is no such check. */
export function checkTexts(id: string, language: Language): CatalogueTexts | undefined {
  const spec = checkSpec(id);
  if (!spec || language === "en") return spec && { summary: spec.summary, hint: spec.fix };
  const texts: Readonly<Record<string, readonly [string, string]>> = {
    ...preflightTextsZh,
    ...healthTextsZh,
    ...auditTextsZh,
  };
  const [summary, hint] = texts[spec.name] ?? [spec.summary, spec.fix];
  return { summary, hint };
}

/** The way out of an error as it travels in English, in the language. */
export function hintIn(language: Language, code: ErrorCode, hint: string): string {
  return hint === errorSpec(code).hint ? errorTexts(code, language).hint : sentenceIn(language, hint);
}

/** As `hintIn`, of what mends a check's finding. */
export function fixIn(language: Language, id: string, fix: string): string {
  return fix === checkSpec(id)?.fix ? (checkTexts(id, language)?.hint ?? fix) : sentenceIn(language, fix);
}

interface ToldFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly evidence: readonly string[];
}

/** A failure as it is stored, in English, in the language. */
export function failureIn(language: Language, { code, message, hint, evidence }: ToldFailure): ToldFailure {
  return {
    code,
    message: sentenceIn(language, message),
    hint: hintIn(language, code, hint),
    evidence: evidence.map((line) => evidenceIn(language, line)),
  };
}
