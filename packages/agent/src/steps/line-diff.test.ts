import { describe, expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

const lines = (count: number, change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: count }, (_, at) => `${change[at] ?? `line ${at}`}\n`).join("");

describe("a diff of lines", () => {
  it("is empty between equal texts, and everything between nothing and a text", () => {
    expect(lineDiff("a\nb\n", "a\nb\n")).toEqual([]);
    expect(lineDiff("", "a\nb\n")).toEqual(["+a", "+b"]);
    expect(lineDiff("a\n", "")).toEqual(["-a"]);
  });

  it("shows what goes, what comes and a little around it", () => {
    expect(lineDiff(lines(9), lines(9, { 4: "other" }))).toEqual([
      ...["…", " line 2", " line 3", "-line 4", "+other", " line 5", " line 6", "…"],
    ]);
  });

  it("keeps lines that only moved down apart from those that are new", () => {
    expect(lineDiff("a\nb\nc\n", "a\nnew\nb\nc\n")).toEqual([" a", "+new", " b", " c"]);
  });

  it("shows no secret", () => {
    const shown = lineDiff("auth_pass 123456\n", "auth_pass hunter22\nproxy http://a:b1234@h/\n").join("\n");
    expect(shown).not.toMatch(/123456|hunter22|b1234/);
  });

  it("is cut where it is too long, and quick on texts without a line in common", () => {
    const cut = lineDiff("", lines(500));
    expect(cut).toHaveLength(61);
    expect(cut.at(-1)).toBe("… 440 more lines");
    expect(lineDiff(lines(3_000), lines(3_000, { 0: "x".repeat(1_000) })).every((line) => line.length < 210)).toBe(
      true,
    );
  });
});
