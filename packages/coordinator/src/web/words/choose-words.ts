import { isLanguage, type Language, type Spoken } from "@quorate/shared/language";
import { en } from "./en.ts";
import type { Words } from "./words.ts";
import { zh } from "./zh.ts";

/** By what a switch and Accept-Language call them. */
export const pageWords: Spoken<Words> = { en, zh };

/**
 * What was asked for by name, or the first language of Accept-Language (RFC 9110, 12.5.4) that there is, or English.
 * Chinese of any region gets the one Chinese there is.
 */
export function chooseLanguage(asked: string | null, accepted = ""): Language {
  if (asked !== null && isLanguage(asked)) return asked;
  const wanted = accepted
    .split(",")
    .map((entry) => /^\s*([a-z]{1,8}|\*)(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(entry))
    .flatMap((match) => (match ? [{ tag: (match[1] ?? "").toLowerCase(), quality: Number(match[2] ?? 1) }] : []))
    .filter(({ tag, quality }) => quality > 0 && isLanguage(tag))
    .toSorted((a, b) => b.quality - a.quality);
  const best = wanted[0]?.tag ?? "";
  return isLanguage(best) ? best : "en";
}
