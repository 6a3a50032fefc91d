import type { EtcdMember } from "@quorate/shared/step/etcd";
import { unitJournal } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";

const shownLines = 20;
/** Enough to find that many among the noise. */
const readLines = 100;

/** etcd's last lines, without what our own questions for its health made it write. */
export async function memberJournal(ctx: StepContext, member: EtcdMember): Promise<readonly string[]> {
  const lines = await unitJournal(ctx.host, member.unit, readLines);
  return lines.filter((line) => !/\/health (?:error|false)/.test(line)).slice(-shownLines);
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
