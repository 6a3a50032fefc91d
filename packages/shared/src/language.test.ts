import { describe, expect, it } from "vitest";
import { languageOfLocale } from "./language.ts";

describe("the language of a locale", () => {
  it.each([
    ["zh_CN.UTF-8", "zh"],
    ["zh_TW.UTF-8", "zh"],
    ["zh", "zh"],
    ["en_US.UTF-8", "en"],
    ["de_DE.UTF-8", "en"],
    ["C", "en"],
    ["POSIX", "en"],
    ["", "en"],
  ] as const)("%j is %s", (locale, language) => {
    expect(languageOfLocale(locale)).toBe(language);
  });
});
