import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checksDoc, checksPage } from "./build/checks-doc.ts";

test("docs/checks.md says what the catalogue of checks says: else run `npm run gen`", () => {
  expect(readFileSync(checksPage, "utf8")).toBe(checksDoc());
});
