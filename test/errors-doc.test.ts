import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorsDoc, errorsPage } from "./build/errors-doc.ts";

test("docs/errors.md says what the error catalogue says: else run `npm run gen`", () => {
  expect(readFileSync(errorsPage, "utf8")).toBe(errorsDoc());
});
