import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { hostId } from "@quorate/shared/ids";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AcknowledgedEnd } from "./acknowledged-end.ts";
import { LogDatabase, openSqlite } from "./log-database.ts";
import { openEventLog, SqliteEventLog } from "./sqlite-event-log.ts";

let directory: string;
let file: string;
const clock = { wallMs: () => Date.UTC(2026, 10, 22, 9, 30) };

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-journal-"));
  file = join(directory, "state", "events.sqlite");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const lost = (reason: string): ClusterEvent => ({ type: "host.lost", host: hostId("master90"), reason });
const reasons = (records: Iterable<EventRecord>): string[] =>
  [...records].map(({ event }) => (event.type === "host.lost" ? event.reason : event.type));

/** A log whose transactions are counted. */
function countedLog(): { log: SqliteEventLog; transactions: () => number } {
  const connection = openSqlite(file);
  let count = 0;
  class Counted extends LogDatabase {
    override insert(rows: Parameters<LogDatabase["insert"]>[0]): void {
      count += 1;
      super.insert(rows);
    }
  }
  const acknowledged = new AcknowledgedEnd(`${file}.acknowledged`);
  const log = new SqliteEventLog({ file, database: new Counted(connection), acknowledged, clock });
  return { log, transactions: () => count };
}

describe("the event log", () => {
  it("numbers events from 1 without gaps and keeps them over a restart", async () => {
    const first = openEventLog(file, clock);
    const records = await first.append(lost("a"), lost("b"));
    await first.append(lost("c"));
    expect(records).toEqual([
      { seq: 1, at: "2026-11-22T09:30:00.000Z", event: lost("a") },
      { seq: 2, at: "2026-11-22T09:30:00.000Z", event: lost("b") },
    ]);
    first.close();

    const second = openEventLog(file, clock);
    expect(second.lastSeq).toBe(3);
    const [next] = await second.append(lost("d"));
    expect(next?.seq).toBe(4);
    expect(reasons(second.read(1))).toEqual(["b", "c", "d"]);
    second.close();
  });

  it("reads more than one page, in order, also while events are appended", async () => {
    const log = openEventLog(file, clock);
    await log.append(...Array.from({ length: 1_200 }, (_, index) => lost(String(index + 1))));
    const seen: number[] = [];
    for (const { seq } of log.read(0)) {
      seen.push(seq);
      if (seq === 10) await log.append(lost("late"));
    }
    expect(seen).toEqual(Array.from({ length: 1_201 }, (_, index) => index + 1));
    log.close();
  });

  it("writes all appends of one turn of the event loop in one transaction", async () => {
    const { log, transactions } = countedLog();
    const [a, b] = await Promise.all([log.append(lost("a")), log.append(lost("b"), lost("c"))]);
    expect(a.map((record) => record.seq)).toEqual([1]);
    expect(b.map((record) => record.seq)).toEqual([2, 3]);
    expect(transactions()).toBe(1);
    await log.append(lost("d"));
    expect(transactions()).toBe(2);
    log.close();
  });

  it("appends nothing without a transaction when there is nothing to append", async () => {
    const { log, transactions } = countedLog();
    expect(await log.append()).toEqual([]);
    expect(transactions()).toBe(0);
    log.close();
  });

  it("tells subscribers of every event in order before the append resolves", async () => {
    const log = openEventLog(file, clock);
    const told: string[] = [];
    const leave = log.subscribe((record) => told.push(`${record.seq}`));
    await log.append(lost("a"), lost("b")).then(() => told.push("resolved"));
    leave();
    await log.append(lost("c"));
    expect(told).toEqual(["1", "2", "resolved"]);
    log.close();
  });

  it("does not fail an append for the mistake of a listener, and does not hide the mistake", async () => {
    const log = openEventLog(file, clock);
    const later: (() => void)[] = [];
    const queue = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((job) => void later.push(job));
    const told: number[] = [];
    log.subscribe(() => {
      throw new Error("a listener's mistake");
    });
    log.subscribe((record) => told.push(record.seq));
    await expect(log.append(lost("a"))).resolves.toHaveLength(1);
    queue.mockRestore();
    expect(told).toEqual([1]);
    expect(later).toHaveLength(1);
    expect(later[0]).toThrow("a listener's mistake");
    log.close();
  });

  it("fails only the caller whose event cannot be written", async () => {
    const log = openEventLog(file, clock);
    const bad = { type: "host.lost", host: hostId("master90"), reason: 1n } as unknown as ClusterEvent;
    const [failed, written] = await Promise.allSettled([log.append(bad), log.append(lost("good"))]);
    expect(failed).toMatchObject({ status: "rejected", reason: { code: "INTERNAL" } });
    expect(written.status).toBe("fulfilled");
    expect(reasons(log.read(0))).toEqual(["good"]);
    log.close();
  });

  it("hands out what is stored, not what the caller still holds", async () => {
    const log = openEventLog(file, clock);
    const event = { type: "host.lost", host: hostId("master90"), reason: "as written" };
    const appended = log.append(event as ClusterEvent);
    event.reason = "changed later";
    const [record] = await appended;
    expect(record?.event).toEqual(lost("as written"));
    log.close();
  });

  it("writes what was appended before it is closed, and refuses what comes after", async () => {
    const log = openEventLog(file, clock);
    const appended = log.append(lost("last"));
    log.close();
    log.close();
    await expect(appended).resolves.toHaveLength(1);
    await expect(log.append(lost("too late"))).rejects.toMatchObject({ code: "INTERNAL" });
    const again = openEventLog(file, clock);
    expect(reasons(again.read(0))).toEqual(["last"]);
    again.close();
  });

  it("fault 24: rejects every append of the turn when the disk is full, writes nothing of them, and goes on when there is room", async () => {
    const connection = openSqlite(file);
    const acknowledged = new AcknowledgedEnd(`${file}.acknowledged`);
    const log = new SqliteEventLog({ file, database: new LogDatabase(connection), acknowledged, clock });
    const told: string[] = [];
    log.subscribe((record) => told.push(...reasons([record])));
    await log.append(lost("before"));
    connection.exec("PRAGMA max_page_count = 10");
    const results = await Promise.allSettled([log.append(lost("small")), log.append(lost("x".repeat(100_000)))]);
    for (const result of results) {
      expect(result).toMatchObject({
        status: "rejected",
        reason: {
          code: "LOG_WRITE_FAILED",
          message: `the event log ${file} was not written, nothing of it: its disk is full`,
        },
      });
    }
    connection.exec("PRAGMA max_page_count = 100000");
    const [next] = await log.append(lost("after"));
    expect(next?.seq).toBe(2);
    expect(told).toEqual(["before", "after"]);
    log.close();
    const again = openEventLog(file, clock);
    expect(reasons(again.read(0))).toEqual(["before", "after"]);
    again.close();
  });

  it("is open to its owner only", async () => {
    const log = openEventLog(file, clock);
    await log.append(lost("a"));
    const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(mode(join(directory, "state"))).toBe("700");
    expect(["", "-wal", ".acknowledged"].map((suffix) => mode(file + suffix))).toEqual(["600", "600", "600"]);
    log.close();
  });

  it("is open in one place at a time", () => {
    const log = openEventLog(file, clock);
    expect(() => openEventLog(file, clock)).toThrow(expect.objectContaining({ code: "COORDINATOR_LOCKED" }));
    log.close();
  });

  it("refuses a log of a newer format and leaves it as it is", () => {
    openEventLog(file, clock).close();
    const connection = openSqlite(file);
    connection.exec("UPDATE log_format SET version = 2; ALTER TABLE events ADD COLUMN region TEXT");
    connection.close();
    expect(() => openEventLog(file, clock)).toThrow(
      expect.objectContaining({
        code: "UNSUPPORTED",
        message: `the event log ${file} has format 2; this coordinator knows format 1`,
      }),
    );
  });

  it("names the place when it cannot be created", () => {
    const blocked = join(directory, "a-file", "events.sqlite");
    writeFileSync(join(directory, "a-file"), "");
    expect(() => openEventLog(blocked, clock)).toThrow(
      expect.objectContaining({ code: "FILE_ACCESS_FAILED", message: expect.stringContaining(blocked) }),
    );
  });
});
