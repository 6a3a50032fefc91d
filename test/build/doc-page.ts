import { join } from "node:path";
import type { Language } from "../../packages/shared/src/language.ts";
import { repository } from "./generate.ts";

/** A page of docs/; what is not English has a folder of its own with the same names. */
export function docPage(name: string, language: Language): string {
  return language === "en" ? join(repository, "docs", name) : join(repository, "docs", language, name);
}

/** Text that stands in a cell of a table. */
export const cell = (text: string): string => text.replaceAll("|", "\\|");

/** A phrase of a catalogue, which has neither capital nor full stop, as a sentence. */
export function sentence(text: string, language: Language): string {
  if (language === "zh") return /[。）]$/.test(text) ? text : `${text}。`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)]$/.test(text) ? "" : "."}`;
}
