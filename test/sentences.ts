// What the program says to people, read out of its source: every literal of some words in rooms that speak.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vitest/node";
import { unspoken } from "./unspoken.ts";

/** Rooms whose words reach people through errors, hints, findings, evidence and differences. */
const speaking = [
  "agent/src/{config,facts,health,host,main,runner,session,steps}/**/*.ts",
  "coordinator/src/{bundle,engine,fleet,gather,install,journal,pki,plan,rpc,spec}/**/*.ts",
  "coordinator/src/{cli,web}/*.ts",
  "shared/src/{ids,possession}.ts",
  "shared/src/wire/*.ts",
];

/** Files whose literals are something else: contents of files, statements for programs, titles and words that are catalogued elsewhere. */
const silent = [
  /\.test\.ts$/,
  /agent\/src\/steps\/haproxy\/config\.ts$/,
  /agent\/src\/steps\/keepalived\/tracking\.ts$/,
  /agent\/src\/steps\/packages\/rpm-output\.ts$/,
  /agent\/src\/main\/.*words\.ts$/,
  /coordinator\/src\/cli\/(?:words\/|[^/]*(?:options|command-line|help-words|all-commands|typed-command)\.ts$)/,
  /coordinator\/src\/(?:install\/(?:remote-commands|enroll-script)|journal\/log-database|spec\/init-text)\.ts$/,
  /coordinator\/src\/plan\/(?:phases\/|look-steps)/,
  /coordinator\/src\/rpc\/health-words\.ts$/,
  /coordinator\/src\/web\/(?:event-stream|routes|attention)\.ts$/,
];

/** Of these only the callers' own words for people that read a JSON Schema are in an argument. */
const describing = new Set(["section", "choice", "flag", "freeObject", "fileNameField", "describe"]);
/** Of a log for developers. */
const logging = new Set(["debug", "info", "warn", "error", "fatal"]);
const unreadProperties = new Set(["description", "title", "example"]);
const words = /\p{L}+[,;:)]?\s+\(?(?:\p{L}+|\{\d+\})|(?:\{\d+\}|\$1)[,;:]?\s+\p{L}+/u;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Sentence {
  /** From packages/. */
  readonly file: string;
  /** {1}, {2}, …: what varies. */
  readonly form: string;
}

export function sentencesOf(packages: string): readonly Sentence[] {
  const files = speaking.flatMap((pattern) => globSync(pattern, { cwd: packages }));
  return files
    .filter((file) => !silent.some((pattern) => pattern.test(file)))
    .toSorted()
    .flatMap((file) => formsIn(readFileSync(join(packages, file), "utf8")).map((form) => ({ file, form })));
}

function formsIn(source: string): readonly string[] {
  const found = new Set<string>();
  visit(parseAst(source, { lang: "ts" }), (form) => found.add(form));
  return [...found].filter((form) => words.test(form) && isForPeople(form) && !unspoken.has(form));
}

/** Not of a file that is written, of a command, or of SQL. */
const isForPeople = (form: string): boolean =>
  !/^(?:# managed by|#!|-----|PRAGMA|BEGIN|INSERT|SELECT| {4}|- \{|[A-Z][A-Za-z]+(?::|=)[ {])|^\n|\n(?!if |is |no )/.test(
    form,
  );

function visit(node: unknown, tell: (form: string) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, tell);
  } else if (isNode(node) && !isUnread(node)) {
    const form = formOf(node);
    if (form !== undefined) tell(form);
    for (const value of read(node)) visit(value, tell);
  }
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

function isUnread(node: Node): boolean {
  if (/^TS(?:Type|Interface)|^Import/.test(node.type)) return true;
  if (node.type === "Property") return isNode(node["key"]) && unreadProperties.has(String(node["key"]["name"]));
  if (node.type !== "CallExpression" || !isNode(node["callee"])) return false;
  const { type, object, property } = node["callee"];
  return (
    type === "MemberExpression" &&
    isNode(object) &&
    isNode(property) &&
    object["name"] === "log" &&
    logging.has(String(property["name"]))
  );
}

/** Arguments that only describe a field to readers of the JSON Schema. */
function read(node: Node): readonly unknown[] {
  const { type, callee, arguments: given } = node;
  const describes = type === "CallExpression" && isNode(callee) && describing.has(String(callee["name"]));
  const values = Object.entries(node).flatMap(([key, value]) => (key === "type" || key === "arguments" ? [] : [value]));
  const taken = Array.isArray(given) ? given : [];
  return [...values, ...(describes ? taken.filter((each) => isNode(each) && each.type !== "Literal") : taken)];
}

function formOf(node: Node): string | undefined {
  if (node.type === "Literal") return typeof node["value"] === "string" ? numbered(node["value"]) : undefined;
  if (node.type !== "TemplateLiteral" || !Array.isArray(node["quasis"])) return undefined;
  const parts = node["quasis"].map((quasi: { value: { cooked: string } }) => quasi.value.cooked);
  return parts.reduce((form, part, index) => `${form}{${index}}${part}`);
}

/** What a row of known causes takes from the line that shows it. */
const numbered = (text: string): string => text.replaceAll("$1", "{1}");
