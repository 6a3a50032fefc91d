import type { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";

/** What went wrong, for a terminal: the message with its code, what shows the cause, the way out. */
export async function errorLines(error: AppError, language: Language): Promise<readonly string[]> {
  // An agent that runs never has need of it, and has it not in its memory.
  const told = language === "en" ? error : (await import("./chinese.ts")).inChinese(error);
  const { message, hint, evidence } = told;
  return [`quorate-agent: ${message} [${error.code}]`, ...evidence.map((line) => `  ${line}`), `  ${hint}`];
}
