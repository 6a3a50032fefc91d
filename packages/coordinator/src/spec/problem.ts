import { AppError } from "@quorate/shared/errors";
import type { SourceText } from "./yaml/source-text.ts";

/** Steps from the root of the file: keys and list positions. */
export type Path = readonly (string | number)[];

/** Something that is wrong (or, as a warning, doubtful), before it is known where in the text it stands. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  /** The key is at fault, not its value. */
  readonly atKey?: boolean;
}

/** A finding with its place; `path` is empty for a mistake of YAML itself. Lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

const shownAtMost = 20;
const plainKey = /^[A-Za-z_][A-Za-z0-9_-]*$/;
/** A user and a password in a URL. */
const credentials = /:\/\/[^\s/]*@/g;
// Terminals obey C1 controls, and bidirectional marks reorder what a reader sees; JSON leaves both as they are.
const deceiving = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A map of a file, as plain data. */
export function isMapData(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as one harmless line: quoted, cut at 60 characters, control characters escaped. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a map";
  const safe = typeof value === "string" ? value.slice(0, 1000).replace(credentials, "://…@") : value;
  const text = JSON.stringify(typeof safe === "string" && safe.length > 60 ? `${safe.slice(0, 60)}…` : safe);
  return escaped(text ?? "nothing");
}

function escaped(text: string): string {
  return text.replace(deceiving, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** spec.hosts[1].address; a key that is no plain word in brackets: spec.system.sysctl["vm.swappiness"]. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (!plainKey.test(part)) return `[${shown(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}

/** cluster.yaml:10:16 spec.hosts[1].address: … */
export function problemText(file: string, problem: Problem): string {
  const path = problem.path === "" ? "" : ` ${problem.path}`;
  return `${file}:${problem.line}:${problem.column}${path}: ${problem.message}`;
}

/** SPEC_INVALID: one line for each of the first 20 problems in the order of the file; the evidence is their source lines. */
export function specInvalid(file: string, problems: readonly Problem[], source: SourceText): AppError {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const lines = [...new Set(sorted.map((problem) => problemText(file, problem)))];
  const message = lines.slice(0, shownAtMost);
  if (lines.length > shownAtMost) message.push(`… and ${lines.length - shownAtMost} more problems`);
  const numbers = new Set(sorted.slice(0, shownAtMost).map((problem) => problem.line));
  return new AppError("SPEC_INVALID", message.join("\n"), {
    evidence: [...numbers].map((line) => source.excerpt(line)),
  });
}
