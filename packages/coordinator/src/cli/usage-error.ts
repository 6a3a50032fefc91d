import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import { choicesIn, usageIn } from "@quorate/shared/texts/usage-in";
import { askWords, usageWords } from "@quorate/shared/texts/usage-words";
import type { CommanderError } from "commander";

const suggestion = /\n\(Did you mean (.*)\?\)$/;

/** What the parser of the command line says, in the shape of every other error and in a language. */
export function usageError(error: CommanderError, language: Language): AppError {
  const words = usageWords[language];
  const near = suggestion.exec(error.message)?.[1];
  const message = usageIn(language, error.message.replace(suggestion, "").replace(/^error: /, ""), reason);
  const hint = near === undefined ? words.seeHelp : words.didYouMean(near);
  return new AppError("USAGE", message, { cause: error, hint });
}

function reason(why: string, language: Language): string {
  const choices = choicesIn(why, language);
  if (language === "en" || choices !== why) return choices;
  const near = /^Did you mean (.*)\?$/.exec(why)?.[1];
  if (near !== undefined) return usageWords[language].didYouMean(near);
  const asked = Object.entries(askWords.en).find(([, text]) => text === why)?.[0];
  return asked === undefined ? why : (Object.entries(askWords[language]).find(([key]) => key === asked)?.[1] ?? why);
}
