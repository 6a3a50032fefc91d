import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { faultsDoc, faultsPage } from "./build/faults-doc.ts";
import { faultTests } from "./faults/fault-titles.ts";

describe("docs/faults.md", () => {
  it("says what the tests prove: else run `npm run gen`", () => {
    expect(readFileSync(faultsPage, "utf8")).toBe(faultsDoc());
  });

  const row = { row: 1, fault: "a", happens: "b" };
  const test = { row: 1, tier: "unit", title: "c" };

  it("has no row without a test or a reason, and none with both", () => {
    expect(() => faultsDoc([row], [])).toThrow("row 1 has neither");
    expect(() => faultsDoc([{ ...row, notDone: "no time" }], [test])).toThrow("take its reason (no time) out");
    expect(() => faultsDoc([{ ...row, notDone: "no time" }], [])).not.toThrow();
    expect(() => faultsDoc([row], [test, { ...test, row: 2 }])).toThrow("rows that there are not: fault 2: c");
  });

  it("finds the rows of a table, each with its own texts in the title", () => {
    const head = "fault %i";
    const source = [
      "it.each<[number, string]>([",
      '  [5, "unsent", "sends it"],',
      "  [",
      "    6,",
      '    "saved",',
      '    "goes on",',
    ]
      .concat(["  ],", `])("${head}: %s: at every step, %s", () => undefined);`])
      .join("\n");
    expect(faultTests("test/sim/x.test.ts", source)).toEqual([
      { row: 5, tier: "sim", title: "unsent: at every step, sends it" },
      { row: 6, tier: "sim", title: "saved: at every step, goes on" },
    ]);
  });

  it("finds titles however they are laid out, with the blocks that they stand in", () => {
    const head = "fault 7";
    const source = [
      'describe("a log", () => {',
      '  describe("that is torn", () => {',
      "    it.each([1])(",
      `      "${head}: says \\"where\\"",`,
      "      () => undefined,",
      "    );",
      "  });",
      `  it("${head}: goes on", () => {`,
      "  });",
      "});",
      "test.each([",
      "  1,",
      `])("${head}: alone", () => undefined);`,
    ].join("\n");
    expect(faultTests("test/sim/x.test.ts", source).map(({ tier, title }) => [tier, title])).toEqual([
      ["sim", 'a log > that is torn > says \\"where\\"'],
      ["sim", "a log > goes on"],
      ["sim", "alone"],
    ]);
  });
});
