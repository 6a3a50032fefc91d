import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { hostId } from "@quorate/shared/ids";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqlite } from "./log-database.ts";
import { openEventLog } from "./sqlite-event-log.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-journal-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const lost = (reason: string): ClusterEvent => ({ type: "host.lost", host: hostId("master90"), reason });
const names = ["events.sqlite", "events.sqlite-wal", "events.sqlite.acknowledged"] as const;

/** The files as kill -9 leaves them: of a log that is still open. */
function copyFiles(from: string, to: string): void {
  for (const name of names) if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}

/** Ten events in the main file, four in the WAL. */
async function crashedLog(): Promise<{ at: string; records: readonly EventRecord[] }> {
  const live = mkdtempSync(join(directory, "live-"));
  const at = mkdtempSync(join(directory, "crashed-"));
  const first = openEventLog(join(live, names[0]));
  for (let index = 1; index <= 10; index += 1) await first.append(lost(`event ${index} ${"x".repeat(300)}`));
  first.close();
  const second = openEventLog(join(live, names[0]));
  for (let index = 11; index <= 14; index += 1) await second.append(lost(`event ${index} ${"y".repeat(300)}`));
  const records = [...second.read(0)];
  copyFiles(live, at);
  second.close();
  return { at, records };
}

function reopen(at: string): readonly EventRecord[] {
  const log = openEventLog(join(at, names[0]));
  try {
    return [...log.read(0)];
  } finally {
    log.close();
  }
}

async function closedLog(): Promise<string> {
  const { at } = await crashedLog();
  reopen(at);
  return join(at, names[0]);
}

describe("what a damaged log says", () => {
  it.each([
    [
      "an event that was changed",
      "UPDATE events SET body = replace(body, 'event 5', 'event 6') WHERE seq = 5",
      "event 5",
      "does not match its checksum",
    ],
    [
      "a type that was changed",
      "UPDATE events SET type = 'host.connected' WHERE seq = 7",
      "event 7",
      "does not match its checksum",
    ],
    [
      "a time that was changed",
      "UPDATE events SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 3",
      "event 3",
      "does not match its checksum",
    ],
    ["an event that is missing in the middle", "DELETE FROM events WHERE seq = 4", "event 4", "is missing"],
    [
      "an event that is missing at the end",
      "DELETE FROM events WHERE seq > 12",
      "event 13",
      "the log ends before event 14, which was acknowledged",
    ],
    ["an empty table", "DELETE FROM events", "event 1", "the log ends before event 14"],
  ])("names the first event of %s", async (_what, sql, event, problem) => {
    const file = await closedLog();
    const connection = openSqlite(file);
    connection.exec(sql);
    connection.close();
    const refusal = expect.objectContaining({
      code: "LOG_CORRUPT",
      message: expect.stringContaining(`${event} of ${file} `),
    });
    expect(() => openEventLog(file)).toThrow(refusal);
    expect(() => openEventLog(file)).toThrow(problem);
  });

  it("refuses a log whose end was exchanged for another one with right checksums", async () => {
    const { at } = await crashedLog();
    const other = await crashedLog();
    reopen(at);
    reopen(other.at);
    copyFileSync(join(other.at, names[0]), join(at, names[0]));
    expect(() => reopen(at)).toThrow("event 14");
  });

  it("refuses a log whose write-ahead log vanished with acknowledged events", async () => {
    const { at } = await crashedLog();
    rmSync(join(at, names[1]));
    expect(() => reopen(at)).toThrow(/event 11 .*is missing: the log ends before event 14, which was acknowledged/);
  });

  it("takes a log without its side file as it is: restored from a copy of the database alone", async () => {
    const { at, records } = await crashedLog();
    rmSync(join(at, names[2]));
    expect(reopen(at)).toEqual(records);
  });

  it("says how to go on when only the side file is damaged", async () => {
    const { at } = await crashedLog();
    writeFileSync(join(at, names[2]), "no number");
    expect(() => reopen(at)).toThrow(
      expect.objectContaining({ code: "LOG_CORRUPT", hint: expect.stringContaining(`remove ${join(at, names[2])}`) }),
    );
  });

  it("refuses a file that is no database", () => {
    writeFileSync(join(directory, names[0]), "#!/bin/sh\n".repeat(500));
    expect(() => reopen(directory)).toThrow(expect.objectContaining({ code: "LOG_CORRUPT" }));
  });
});

describe("a commit that a crash cut off", () => {
  it("fault 11: vanishes whole, and everything before it stays, wherever the cut is", async () => {
    const live = mkdtempSync(join(directory, "live-"));
    const log = openEventLog(join(live, names[0]));
    await log.append(lost("first"), lost("second"));
    const before = mkdtempSync(join(directory, "before-"));
    copyFiles(live, before);
    const length = readFileSync(join(live, names[1])).length;
    await log.append(lost("cut off".repeat(1_500)), lost("with it"));
    const whole = readFileSync(join(live, names[1]));
    log.close();

    const cuts = [0, 1, 23, 24, 25, 4_119, 4_120, 4_121, whole.length - length - 1].map((cut) => length + cut);
    for (const cut of cuts) {
      const at = mkdtempSync(join(directory, "cut-"));
      copyFiles(before, at);
      writeFileSync(join(at, names[1]), whole);
      truncateSync(join(at, names[1]), cut);
      expect(reopen(at).map((record) => record.seq)).toEqual([1, 2]);
    }
  });
});

describe("a flipped bit anywhere in the files", () => {
  /** "refused", or the events that the log gave although a bit is wrong. */
  function openFlipped(at: string, which: number, byte: number, bit: number): "refused" | readonly EventRecord[] {
    const copy = mkdtempSync(join(directory, "flip-"));
    copyFiles(at, copy);
    const file = join(copy, names[which] ?? "");
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << bit), byte);
    writeFileSync(file, bytes);
    try {
      return reopen(copy);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(["LOG_CORRUPT", "UNSUPPORTED", "FILE_ACCESS_FAILED"]).toContain(AppError.from(error).code);
      return "refused";
    } finally {
      rmSync(copy, { recursive: true });
    }
  }

  it("fault 12: is refused, or changes no event: never is one lost or altered unseen", async () => {
    const { at, records } = await crashedLog();
    const sizes = names.map((name) => statSync(join(at, name)).size);
    const place = fc
      .integer({ min: 0, max: 2 })
      .chain((which) => fc.tuple(fc.constant(which), fc.nat((sizes[which] ?? 1) - 1), fc.nat(7)));
    let refused = 0;
    fc.assert(
      fc.property(place, ([which, byte, bit]) => {
        const opened = openFlipped(at, which, byte, bit);
        if (opened === "refused") refused += 1;
        else expect(opened).toEqual(records);
      }),
      { numRuns: 250 },
    );
    // Most bytes of a page are unused; some hits must have been on used ones, or the property says nothing.
    expect(refused).toBeGreaterThan(20);
  });
});
