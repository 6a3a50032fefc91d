import type { ErrorCode } from "@quorate/shared/error-catalogue";

export interface KnownCause {
  readonly code: ErrorCode;
  /** What it means, as the end of "kubeadm init failed: ...". */
  readonly cause: string;
  /** What to do about it. */
  readonly fix: string;
  /** The line that shows it. */
  readonly line: string;
}

/** $1 in cause and fix stands for what the pattern's first group holds. */
export type CauseRow = readonly [pattern: RegExp, code: ErrorCode, cause: string, fix: string];

/** The first row that one of the lines shows; the rows are ordered from the most telling to the least. */
export function findCause(rows: readonly CauseRow[], lines: readonly string[]): KnownCause | undefined {
  for (const [pattern, code, cause, fix] of rows) {
    for (const line of lines) {
      const match = pattern.exec(line);
      if (!match) continue;
      const fill = (text: string) => text.replaceAll("$1", () => match[1]?.trim() ?? "");
      return { code, cause: fill(cause), fix: fill(fix), line: line.trim() };
    }
  }
  return undefined;
}
