import { describe, expect, it } from "vitest";
import { chooseLanguage } from "./choose-words.ts";

describe("the language of a page", () => {
  it.each([
    [null, "zh-CN,zh;q=0.9,en;q=0.8", "zh"],
    [null, "en-GB,en;q=0.9,zh;q=0.8", "en"],
    [null, "de-DE,de;q=0.9,zh-TW;q=0.5,en;q=0.4", "zh"],
    [null, "zh;q=0,en", "en"],
    [null, "fr", "en"],
    [null, "", "en"],
    [null, "*", "en"],
    [null, "zh;q=bad, ;;,=,", "en"],
    ["zh", "en", "zh"],
    ["en", "zh", "en"],
    ["__proto__", "zh", "zh"],
    ["constructor", "", "en"],
  ] as const)("asked for %j and accepting %j is %s", (asked, accepted, language) => {
    expect(chooseLanguage(asked, accepted)).toBe(language);
  });
});
