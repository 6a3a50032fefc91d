import { readFileSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AppError } from "@quorate/shared/errors";
import { isBusy } from "./sqlite-failure.ts";
import { writeWhole } from "./whole-file.ts";

/**
 * A lock that cannot outlive its holder: a transaction that is never ended, whose file lock the kernel drops with the
 * process. Nobody else in this process may open `lock.sqlite`: closing any descriptor of it would drop the lock (POSIX).
 * Throws COORDINATOR_LOCKED, naming the holder. Returns the release.
 */
export function takeStateLock(directory: string): () => void {
  const holder = `${directory}/holder`;
  const database = new DatabaseSync(`${directory}/lock.sqlite`, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    writeWhole(holder, `${process.pid} since ${startOfProcess()}\n`);
  } catch (cause) {
    database.close();
    throw isBusy(cause) ? locked(directory, cause) : cause;
  }
  return () => {
    rmSync(holder, { force: true });
    database.close();
  };
}

function locked(directory: string, cause: unknown): AppError {
  const holder = holderOf(`${directory}/holder`);
  return new AppError("COORDINATOR_LOCKED", `the state directory ${directory} is held by ${holder}`, { cause });
}

function startOfProcess(): string {
  return new Date(performance.timeOrigin).toISOString();
}

/** Only for the message: between taking the lock and naming itself a holder is unknown for an instant. */
function holderOf(file: string): string {
  try {
    return `process ${readFileSync(file, "utf8").trim().slice(0, 100)}`;
  } catch {
    return "another process";
  }
}
