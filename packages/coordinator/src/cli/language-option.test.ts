import { describe, expect, it } from "vitest";
import { askedLanguage } from "./language-option.ts";

describe("--lang", () => {
  it.each([
    [["--lang", "zh", "status"], "zh"],
    [["status", "--lang=zh"], "zh"],
    [["status", "--lang", "en", "--lang", "zh"], "zh"],
    [["status"], undefined],
    [["status", "--lang"], undefined],
    [["status", "--lang", "de"], undefined],
    [["status", "--", "--lang", "zh"], undefined],
  ] as const)("in %j is %s", (argv, language) => {
    expect(askedLanguage(argv)).toBe(language);
  });
});
