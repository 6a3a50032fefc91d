import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLError } from "yaml";
import type { Path, Problem } from "../problem.ts";
import { pathText } from "../problem.ts";
import type { SourceText } from "./source-text.ts";
import { checkCharacters, checkTokens } from "./text-limits.ts";

/** The syntax tree of the one document, for looking up places. */
export type Tree = ReturnType<typeof parseDocument>["contents"];

export type Reading =
  | { readonly ok: true; readonly data: unknown; readonly tree: Tree }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const maxDepth = 24;
const syntaxErrorsShown = 3;

const plainer: Partial<Record<YAMLError["code"], string>> = {
  TAB_AS_INDENT: "a tab indents this line: YAML takes spaces only; replace the tab by spaces",
  BLOCK_AS_IMPLICIT_KEY: 'two ": " in one line: put the value in quotes, or start a new line',
  MULTIPLE_DOCS: 'a second document starts here ("---"): one file holds one cluster; remove it',
  RESOURCE_EXHAUSTION: "nested too deeply: a spec needs at most 12 levels",
  BAD_SCALAR_START: "a value may not start with this character: put the value in quotes",
  BAD_INDENT: "the indentation is wrong: keys of one map start at the same column",
  NON_STRING_KEY: "a key must be a plain word",
};

/** YAML 1.2 core text to plain data. Never throws; what it refuses comes back with its place. */
export function readDocument(source: SourceText): Reading {
  const early = [...checkCharacters(source), ...checkTokens(source)];
  if (early.length > 0) return { ok: false, problems: early };
  const document = parseSafely(source);
  if (Array.isArray(document)) return { ok: false, problems: document };
  const problems: Problem[] = [];
  const data = toData(document.contents, [], { source, problems });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, data, tree: document.contents };
}

type Parsed = ReturnType<typeof parseDocument>;

function parseSafely(source: SourceText): Parsed | Problem[] {
  try {
    const document = parseDocument(source.text, {
      version: "1.2",
      schema: "core",
      stringKeys: true,
      // Duplicates are found below: the library compares every key with every other.
      uniqueKeys: false,
      resolveKnownTags: false,
      prettyErrors: false,
      logLevel: "error",
    });
    return document.errors.length === 0 ? document : syntaxProblems(document.errors, source);
  } catch (error) {
    // A RangeError is the call stack's end; nothing else is known to be thrown, and a spec must never crash a daemon.
    const message = error instanceof RangeError ? plainer.RESOURCE_EXHAUSTION : undefined;
    return [{ line: 1, column: 1, path: "", message: message ?? `YAML cannot be read: ${String(error)}` }];
  }
}

/** The first few only: one missing quote makes a parser stumble to the end of the file. */
function syntaxProblems(errors: readonly YAMLError[], source: SourceText): Problem[] {
  return errors.slice(0, syntaxErrorsShown).map((error) => ({
    ...source.placeAt(error.pos[0]),
    path: "",
    message: plainer[error.code] ?? `this is not YAML: ${error.message.split("\n")[0]?.slice(0, 200) ?? error.code}`,
  }));
}

interface Walk {
  readonly source: SourceText;
  readonly problems: Problem[];
}

function toData(node: unknown, path: Path, walk: Walk): unknown {
  if (path.length > maxDepth) {
    walk.problems.push(problemAt(node, path, "nested too deeply: a spec needs at most 12 levels", walk.source));
    return null;
  }
  if (isMap(node)) return mapData(node.items, path, walk);
  if (isSeq(node)) return node.items.map((item, index) => toData(item, [...path, index], walk));
  return isScalar(node) ? node.value : null;
}

function mapData(pairs: readonly Pair[], path: Path, walk: Walk): object {
  const lines = new Map<string, number>();
  const entries = pairs.map(({ key, value }): [string, unknown] => {
    const name = isScalar(key) ? String(key.value) : "";
    const here = [...path, name];
    const wrong = keyProblem(name, lines);
    if (wrong !== undefined) walk.problems.push(problemAt(key, here, wrong, walk.source));
    else lines.set(name, walk.source.placeAt(startOf(key)).line);
    return [name, toData(value, here, walk)];
  });
  return Object.fromEntries(entries);
}

function keyProblem(name: string, lines: ReadonlyMap<string, number>): string | undefined {
  // Libraries skip this name in silence or, worse, obey it.
  if (name === "__proto__") return "unknown key: no part of a spec is called that";
  const line = lines.get(name);
  return line === undefined ? undefined : `this key is already in line ${line}: keep one of them`;
}

function problemAt(node: unknown, path: Path, message: string, source: SourceText): Problem {
  return { ...source.placeAt(startOf(node)), path: pathText(path), message };
}

/** Offset of a node's first character; 0 for none. */
export function startOf(node: unknown): number {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  const start: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof start === "number" ? start : 0;
}
