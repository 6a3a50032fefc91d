import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { AppError } from "@quorate/shared/errors";
import { fileAccessFailed } from "./file-access.ts";
import { asOpenError } from "./sqlite-failure.ts";
import { syncDirectory } from "./whole-file.ts";

/** Of the tables below and of the chain that sums them. A log of a higher one is refused, never guessed at. */
const format = 1;

/** One row as it lies on disk. `sum` chains the rows: see event-chain.ts. */
export interface LogRow {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly body: string;
  readonly sum: string;
}

/**
 * The tables of the event log. WAL with synchronous=FULL: a commit is one fsync, and it survives a power cut.
 * The exclusive locking mode keeps the WAL index in memory and every other process out.
 */
export class LogDatabase {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** All rows or none. On an error nothing of them is left behind. */
  insert(rows: readonly LogRow[]): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const insert = this.#database.prepare("INSERT INTO events (seq, at, type, body, sum) VALUES (?, ?, ?, ?, ?)");
      for (const row of rows) insert.run(row.seq, row.at, row.type, row.body, row.sum);
      this.#database.exec("COMMIT");
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /** At most `limit` rows after `since`, in order. */
  page(since: number, limit: number): readonly LogRow[] {
    const select = this.#database.prepare(
      "SELECT seq, at, type, body, sum FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
    );
    return select.all(since, limit).map(toRow);
  }

  /** Checkpoints, so that a closed log is one file. */
  close(): void {
    this.#database.close();
  }
}

/**
 * The connection under a LogDatabase; opens or creates, directory 0700, file 0600.
 * Throws LOG_CORRUPT, UNSUPPORTED, COORDINATOR_LOCKED or FILE_ACCESS_FAILED.
 */
export function openSqlite(file: string): DatabaseSync {
  createClosedFile(file);
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    prepareTables(database, file);
    return database;
  } catch (error) {
    database.close();
    throw asOpenError(error, file);
  }
}

/** SQLite would create it readable for everybody; its WAL takes the mode of the file. */
function createClosedFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(file, "a", 0o600);
    fsyncSync(descriptor);
    closeSync(descriptor);
    chmodSync(file, 0o600);
    syncDirectory(dirname(file));
  } catch (cause) {
    throw fileAccessFailed(`the event log ${file} cannot be opened`, cause);
  }
}

function prepareTables(database: DatabaseSync, file: string): void {
  const version = storedFormat(database);
  if (version === undefined) return createTables(database);
  if (version === format) return;
  throw new AppError(
    "UNSUPPORTED",
    `the event log ${file} has format ${version}; this coordinator knows format ${format}`,
    { hint: "install the version of the coordinator that wrote it, or a newer one" },
  );
}

/** Asked before anything is written: the tables of another format are not ours to touch. */
function storedFormat(database: DatabaseSync): number | undefined {
  const tables = database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get();
  if (tables?.["tables"] === 0) return undefined;
  return Number(database.prepare("SELECT version FROM log_format").get()?.["version"]);
}

function createTables(database: DatabaseSync): void {
  database.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE log_format (version INTEGER NOT NULL) STRICT;
    INSERT INTO log_format VALUES (${format});
    CREATE TABLE events (
      seq INTEGER PRIMARY KEY, at TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL, sum TEXT NOT NULL
    ) STRICT;
    COMMIT`);
}

function toRow(row: Record<string, SQLOutputValue>): LogRow {
  return {
    seq: Number(row["seq"]),
    at: String(row["at"]),
    type: String(row["type"]),
    body: String(row["body"]),
    sum: String(row["sum"]),
  };
}
