import type { Language } from "../language.ts";
import { usageWords } from "./usage-words.ts";

/** Why a value is wrong, as the parser says it or as whoever reads the value does. */
export type ReasonIn = (why: string, language: Language) => string;

type Teller = (
  words: (typeof usageWords)[Language],
  parts: readonly string[],
  reason: (why: string) => string,
) => string;

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
    (words, [flags = "", value = "", why = ""], reason) => words.badValue(flags, value, reason(why)),
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/,
    (words, [value = "", name = "", why = ""], reason) => words.badArgument(name, value, reason(why)),
  ],
  [
    /^too many arguments.* Expected (\d+) arguments? but got (\d+).*$/,
    (words, [expected = "", got = ""]) => words.tooMany(expected, got),
  ],
];

/** What the parser of a command line says is wrong, without its "error: ". */
export function usageIn(language: Language, message: string, reasonIn: ReasonIn = choicesIn): string {
  for (const [form, tell] of tellers) {
    const match = form.exec(message);
    if (match) return tell(usageWords[language], match.slice(1), (why) => reasonIn(why, language));
  }
  return message;
}

/** The choices of an option or an argument. */
export function choicesIn(why: string, language: Language): string {
  const list = /^Allowed choices are (.*)\.$/.exec(why)?.[1] ?? /^(?:Choose one of|There are) (.*)\.$/.exec(why)?.[1];
  return language === "en" || list === undefined ? why : usageWords[language].choices(list);
}
