import { hash } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import type { LogRow } from "./log-database.ts";

/** Where the log ends: the last event and the sum of everything up to it. */
export interface ChainEnd {
  readonly seq: number;
  readonly sum: string;
}

export const emptyChain: ChainEnd = { seq: 0, sum: "" };

/** SHA-256 over the sum before and the row, so that no event can change, vanish or move without a trace. */
export function chainSum(previous: string, row: Omit<LogRow, "sum">): string {
  return hash("sha256", `${previous}\n${row.seq}\n${row.at}\n${row.type}\n${row.body}`, "hex");
}

/**
 * Follows the chain from the first row. `acknowledged` is the last end that was told to anybody: a log that stops before
 * it lost events, which SQLite alone cannot see (it takes a damaged WAL for the torn end of an unfinished commit).
 * Throws LOG_CORRUPT with the number of the first event that is not as it was written.
 */
export function verifyChain(rows: Iterable<LogRow>, acknowledged: ChainEnd | undefined, file: string): ChainEnd {
  let end = emptyChain;
  let met = acknowledged === undefined || sameEnd(acknowledged, end);
  for (const row of readable(rows, () => end.seq, file)) {
    if (row.seq !== end.seq + 1) throw corrupt(file, end.seq + 1, "is missing");
    if (chainSum(end.sum, row) !== row.sum) throw corrupt(file, row.seq, "does not match its checksum");
    end = { seq: row.seq, sum: row.sum };
    met ||= sameEnd(acknowledged, end);
  }
  if (met || acknowledged === undefined) return end;
  if (acknowledged.seq > end.seq) {
    throw corrupt(
      file,
      end.seq + 1,
      `is missing: the log ends before event ${acknowledged.seq}, which was acknowledged`,
    );
  }
  throw corrupt(file, acknowledged.seq, "is not the one that was acknowledged");
}

function sameEnd(a: ChainEnd | undefined, b: ChainEnd): boolean {
  return a?.seq === b.seq && a.sum === b.sum;
}

function* readable(rows: Iterable<LogRow>, lastGood: () => number, file: string): Iterable<LogRow> {
  try {
    yield* rows;
  } catch (cause) {
    throw corrupt(file, lastGood() + 1, `cannot be read: ${AppError.from(cause).message}`, cause);
  }
}

function corrupt(file: string, seq: number, what: string, cause?: unknown): AppError {
  return new AppError("LOG_CORRUPT", `event ${seq} of ${file} ${what}`, { cause });
}
