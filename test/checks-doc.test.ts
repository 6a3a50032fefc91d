import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { languages } from "../packages/shared/src/language.ts";
import { checksDoc, checksPage } from "./build/checks-doc.ts";

test.each(languages)("the page of checks says in %s what the catalogue says: else run `npm run gen`", (language) => {
  expect(readFileSync(checksPage(language), "utf8")).toBe(checksDoc(language));
});
