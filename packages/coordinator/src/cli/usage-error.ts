import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import type { CommanderError } from "commander";
import { askWords, usageWords } from "./words/usage-words.ts";

const suggestion = /\n\(Did you mean (.*)\?\)$/;

/** What the parser of the command line says, in the shape of every other error and in a language. */
export function usageError(error: CommanderError, language: Language): AppError {
  const words = usageWords[language];
  const near = suggestion.exec(error.message)?.[1];
  const message = inLanguage(error.message.replace(suggestion, "").replace(/^error: /, ""), language);
  const hint = near === undefined ? words.seeHelp : words.didYouMean(near);
  return new AppError("USAGE", message, { cause: error, hint });
}

type Teller = (words: (typeof usageWords)[Language], parts: readonly string[], language: Language) => string;

/** Messages of commander 15. One that is not here is shown in English. */
const tellers: readonly (readonly [form: RegExp, tell: Teller])[] = [
  [/^unknown command '(.*)'$/, (words, [name = ""]) => words.unknownCommand(name)],
  [/^unknown option '(.*)'$/, (words, [flag = ""]) => words.unknownOption(flag)],
  [/^missing required argument '(.*)'$/, (words, [name = ""]) => words.missingArgument(name)],
  [/^option '(.*)' argument missing$/, (words, [flags = ""]) => words.missingValue(flags)],
  [/^required option '(.*)' not specified$/, (words, [flags = ""]) => words.missingOption(flags)],
  [/^option '(.*)' cannot be used with option '(.*)'$/, (words, [one = "", other = ""]) => words.conflict(one, other)],
  [
    /^option '(.*)' argument '(.*)' is invalid\. (.*)$/,
    (words, [flags = "", value = "", why = ""], language) => words.badValue(flags, value, reason(why, language)),
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/,
    (words, [value = "", name = "", why = ""], language) => words.badArgument(name, value, reason(why, language)),
  ],
  [
    /^too many arguments.* Expected (\d+) arguments? but got (\d+).*$/,
    (words, [expected = "", got = ""]) => words.tooMany(expected, got),
  ],
];

function inLanguage(message: string, language: Language): string {
  for (const [form, tell] of tellers) {
    const match = form.exec(message);
    if (match) return tell(usageWords[language], match.slice(1), language);
  }
  return message;
}

function reason(why: string, language: Language): string {
  const list = /^Allowed choices are (.*)\.$/.exec(why)?.[1] ?? /^(?:Choose one of|There are) (.*)\.$/.exec(why)?.[1];
  if (language === "en") return why;
  if (list !== undefined) return usageWords[language].choices(list);
  const near = /^Did you mean (.*)\?$/.exec(why)?.[1];
  if (near !== undefined) return usageWords[language].didYouMean(near);
  const asked = Object.entries(askWords.en).find(([, text]) => text === why)?.[0];
  return asked === undefined ? why : (Object.entries(askWords[language]).find(([key]) => key === asked)?.[1] ?? why);
}
