import { describe, expect, it } from "vitest";
import { checkIds, checkSpec } from "../check-catalogue.ts";
import { errorCodes, errorSpec } from "../error-catalogue.ts";
import { checkTexts, errorTexts, fixIn, hintIn } from "./catalogue-texts.ts";

/** What is typed, or looked for in a file, is the same in every language. */
const quoted = (text: string): readonly string[] => text.match(/`[^`]+`|--[a-z-]+|[A-Z_]{6,}=\S+/g) ?? [];

describe("the catalogues in Chinese", () => {
  it("have the same commands and options as in English", () => {
    for (const code of errorCodes) {
      expect({ code, quoted: quoted(errorTexts(code, "zh").hint).toSorted() }).toEqual({
        code,
        quoted: quoted(errorSpec(code).hint).toSorted(),
      });
    }
  });

  it("have every error and every check in Chinese, without a full stop at the end, which is put there where it is shown", () => {
    const summaries = [
      ...errorCodes.map((code) => errorTexts(code, "zh")),
      ...checkIds.map((id) => checkTexts(id, "zh")),
    ];
    for (const texts of summaries) {
      expect(texts?.summary).toMatch(/\p{Script=Han}/u);
      expect(`${texts?.summary} ${texts?.hint}`).not.toMatch(/。|(?<=\p{Script=Han})[,:;!?](?=\p{Script=Han}| )/u);
    }
  });

  it("give a family's texts to its members, and nothing to what is no check", () => {
    expect(checkTexts("REACH-2379", "zh")).toEqual(checkTexts("REACH", "zh"));
    expect(checkTexts("toString", "zh")).toBeUndefined();
  });

  it("take the place of the usual way out only: one of its own stays as it came", () => {
    expect(hintIn("zh", "USAGE", errorSpec("USAGE").hint)).toBe(errorTexts("USAGE", "zh").hint);
    expect(hintIn("zh", "USAGE", "did you mean doctor?")).toBe("did you mean doctor?");
    expect(fixIn("zh", "CLOCK", checkSpec("CLOCK")?.fix ?? "")).toMatch(/^校准/);
    expect(fixIn("en", "CLOCK", checkSpec("CLOCK")?.fix ?? "")).toBe(checkSpec("CLOCK")?.fix);
  });
});
