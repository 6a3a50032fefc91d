import { isMapData, type Problem, specInvalid } from "../problem.ts";
import { Locator } from "./locator.ts";
import { readDocument } from "./read-document.ts";
import { SourceText } from "./source-text.ts";
import { checkSize } from "./text-limits.ts";

export interface OpenDocument {
  readonly data: Readonly<Record<string, unknown>>;
  readonly locator: Locator;
  readonly source: SourceText;
}

const start = "start from what `coordinator init` prints";

/** The map that a spec file is, as plain data. Throws SPEC_INVALID for everything that is not one YAML map. */
export function openDocument(text: string, name: string): OpenDocument {
  const tooLarge = checkSize(text);
  const source = new SourceText(tooLarge === undefined ? text : "");
  if (tooLarge !== undefined) throw specInvalid(name, [atStart(tooLarge)], source);
  const reading = readDocument(source);
  if (!reading.ok) throw specInvalid(name, reading.problems, source);
  const { data, tree } = reading;
  if (isMapData(data)) return { data, locator: new Locator(tree, source), source };
  const what = data === null ? "the file is empty" : `the file is ${Array.isArray(data) ? "a list" : "a single value"}`;
  throw specInvalid(name, [atStart(`${what}: expected a map that starts with apiVersion; ${start}`)], source);
}

function atStart(message: string): Problem {
  return { line: 1, column: 1, path: "", message };
}
