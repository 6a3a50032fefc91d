import type { EtcdMember } from "@quorate/shared/step/etcd";
import { unitJournal } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import type { KnownCause } from "../known-cause.ts";

const shownLines = 20;
/** A panic is followed by the stacks of its goroutines, 30 lines where it was measured, and a refused peer asks ten times a second. */
const readLines = 200;

/** etcd's lines since systemd started it last, without what our own questions for its health made it write. */
export async function memberJournal(ctx: StepContext, member: EtcdMember): Promise<readonly string[]> {
  return tellingLines(await unitJournal(ctx.host, member.unit, readLines));
}

export function tellingLines(journal: readonly string[]): readonly string[] {
  const lines = journal.slice(-readLines);
  // An earlier start's trouble is not this one's.
  const start = lines.findLastIndex((line) => line.startsWith("Starting "));
  return lines.slice(start + 1).filter((line) => !/\/health (?:error|false)/.test(line));
}

/** For who reads it: the line that shows the cause, if one is known, and the last ones. */
export function shownLinesOf(lines: readonly string[], cause: KnownCause | undefined): readonly string[] {
  const last = lines.slice(-shownLines);
  const first = cause && !last.some((line) => line.trim() === cause.line) ? [cause.line] : [];
  return readableLines([...first, ...last]);
}

/** zap's JSON as "level message: error"; stack traces and callers say nothing to who reads it. Other lines stay. */
export function readableLines(lines: readonly string[]): readonly string[] {
  return lines.map((line) => {
    const entry = parse(line);
    if (!entry) return line;
    const { level, msg, error } = entry;
    return `${String(level)}: ${String(msg)}${error === undefined ? "" : `: ${String(error)}`}`;
  });
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "msg" in value ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
