import { isLanguage, type Language, languages } from "@quorate/shared/language";
import { Option } from "commander";
import { programWords } from "./words/program-words.ts";

/** Of the program, so that it may stand before a command and after it. */
export function languageOption(language: Language): Option {
  return new Option("--lang <language>", programWords[language].language).choices([...languages]);
}

/**
 * What --lang says, read before the command line is: its own help and errors are in that language too. A word that is no
 * language is refused later, with all that is wrong.
 */
export function askedLanguage(argv: readonly string[]): Language | undefined {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const said = words.flatMap((word, at) => (word === "--lang" ? [words[at + 1] ?? ""] : [...after(word)]));
  return said.findLast(isLanguage);
}

const after = (word: string): readonly string[] => (word.startsWith("--lang=") ? [word.slice("--lang=".length)] : []);
