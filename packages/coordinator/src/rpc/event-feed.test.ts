import type { EventRecord } from "@quorate/shared/events";
import { hostId, runId } from "@quorate/shared/ids";
import { describe, expect, test } from "vitest";
import { MemoryLog } from "../../../../test/sim/memory-log.ts";
import { feedEvents } from "./event-feed.ts";

const lost = (n: number) => ({ type: "host.lost", host: hostId("m1"), reason: `${n}` }) as const;
const done = (run: string) => ({ type: "run.finished", run: runId(run), outcome: "done", durationMs: 1 }) as const;
const all = { since: 0, follow: false, run: "" };

class CountingLog extends MemoryLog {
  given = 0;

  override *read(since: number): Iterable<EventRecord> {
    for (const record of super.read(since)) {
      this.given += 1;
      yield record;
    }
  }
}

function feed(log: MemoryLog, query: Partial<typeof all>) {
  const stop = new AbortController();
  const records = feedEvents(log, { ...all, ...query }, stop.signal)[Symbol.asyncIterator]();
  const take = async (count: number): Promise<number[]> => {
    const seqs: number[] = [];
    while (seqs.length < count) {
      const { value, done: over } = (await records.next()) as IteratorResult<EventRecord, undefined>;
      if (over || !value) break;
      seqs.push(value.seq);
    }
    return seqs;
  };
  return { stop, take };
}

describe("the event feed", () => {
  test("replays what comes after a number, and ends", async () => {
    const log = new MemoryLog();
    await log.append(lost(1), lost(2), lost(3));
    expect(await feed(log, { since: 1 }).take(9)).toEqual([2, 3]);
  });

  test("follows: what is appended while it waits or while it is read comes once, in order", async () => {
    const log = new MemoryLog();
    await log.append(lost(1));
    const { stop, take } = feed(log, { follow: true });
    expect(await take(1)).toEqual([1]);
    const waiting = take(2);
    await log.append(lost(2));
    await log.append(lost(3), lost(4));
    expect(await waiting).toEqual([2, 3]);
    await log.append(lost(5));
    expect(await take(2)).toEqual([4, 5]);
    stop.abort();
    expect(await take(1)).toEqual([]);
  });

  test("ends a wait when it is told to stop", async () => {
    const { stop, take } = feed(new MemoryLog(), { follow: true });
    const waiting = take(1);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await waiting).toEqual([]);
  });

  test("shows one run when asked for one", async () => {
    const log = new MemoryLog();
    await log.append(done("r-1"), lost(1), done("r-2"), done("r-1"));
    expect(await feed(log, { run: "r-1" }).take(9)).toEqual([1, 4]);
  });

  test("reads no further than its reader: nothing piles up for a slow one", async () => {
    const log = new CountingLog();
    for (let n = 0; n < 50; n++) await log.append(lost(n));
    const { take } = feed(log, { follow: true });
    await take(3);
    for (let n = 0; n < 50; n++) await log.append(lost(n));
    expect(log.given).toBe(3);
  });

  test("lets everything else have its turn while it goes through a long log", async () => {
    const log = new MemoryLog();
    await log.append(...Array.from({ length: 1_000 }, (_, n) => lost(n)));
    let turns = 0;
    const tick = (): void => {
      turns += 1;
      timer = setImmediate(tick);
    };
    let timer = setImmediate(tick);
    await feed(log, { run: "r-none" }).take(1);
    clearImmediate(timer);
    expect(turns).toBeGreaterThanOrEqual(4);
  });
});
