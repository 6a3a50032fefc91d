import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { causesDoc, causesPage } from "./build/causes-doc.ts";

test("docs/causes.md says what the recordings lead to: else run `npm run gen`", () => {
  expect(readFileSync(causesPage, "utf8")).toBe(causesDoc());
});
