import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandsDoc, commandsPage } from "./build/commands-doc.ts";

test("docs/commands.md says what the command line says: else run `npm run gen`", () => {
  expect(readFileSync(commandsPage, "utf8")).toBe(commandsDoc());
});
