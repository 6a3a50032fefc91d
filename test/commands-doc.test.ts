import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { languages } from "../packages/shared/src/language.ts";
import { commandsDoc, commandsPage } from "./build/commands-doc.ts";

test.each(languages)(
  "the page of commands says in %s what the command line says: else run `npm run gen`",
  (language) => {
    expect(readFileSync(commandsPage(language), "utf8")).toBe(commandsDoc(language));
  },
);
