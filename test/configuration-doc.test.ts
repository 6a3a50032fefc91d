import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configurationDoc, configurationPage } from "./build/configuration-doc.ts";

test("docs/configuration.md says what the schema says: else run `npm run gen`", () => {
  expect(readFileSync(configurationPage, "utf8")).toBe(configurationDoc());
});
