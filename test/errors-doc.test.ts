import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { languages } from "../packages/shared/src/language.ts";
import { errorsDoc, errorsPage } from "./build/errors-doc.ts";

test.each(languages)(
  "the page of errors says in %s what the error catalogue says: else run `npm run gen`",
  (language) => {
    expect(readFileSync(errorsPage(language), "utf8")).toBe(errorsDoc(language));
  },
);
