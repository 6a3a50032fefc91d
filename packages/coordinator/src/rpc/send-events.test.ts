import { EventEmitter } from "node:events";
import { hostId, runId } from "@quorate/shared/ids";
import { describe, expect, test } from "vitest";
import { MemoryLog } from "../../../../test/sim/memory-log.ts";
import { type EventsCall, sendEvents } from "./send-events.ts";

const lost = (n: number) => ({ type: "host.lost", host: hostId("m1"), reason: `${n}` }) as const;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A caller that takes so many events, and the next one when it is told to go on. */
class FakeCall extends EventEmitter {
  readonly request: { since: string; follow: boolean; run: string };
  readonly written: string[] = [];
  ended = false;
  #room: number;

  constructor(room: number, request: Partial<FakeCall["request"]> = {}) {
    super();
    this.#room = room;
    this.request = { since: "0", follow: false, run: "", ...request };
  }

  get asCall(): EventsCall {
    return this as unknown as EventsCall;
  }

  write({ seq }: { seq: string }): boolean {
    this.written.push(seq);
    return this.written.length < this.#room;
  }

  drain(room: number): void {
    this.#room = this.written.length + room;
    this.emit("drain");
  }

  end(): void {
    this.ended = true;
  }
}

async function longLog(count: number): Promise<MemoryLog> {
  const log = new MemoryLog();
  await log.append(...Array.from({ length: count }, (_, n) => lost(n)));
  return log;
}

const never = new AbortController().signal;

describe("sending events", () => {
  test("fault 55: waits for a caller that does not read, and goes on where it stopped", async () => {
    const log = await longLog(50);
    const call = new FakeCall(5);
    const sending = sendEvents(call.asCall, log, never);
    for (let turn = 0; turn < 10; turn++) await settled();
    expect(call.written).toHaveLength(5);
    call.drain(1_000);
    await sending;
    expect(call.written).toEqual(Array.from({ length: 50 }, (_, n) => `${n + 1}`));
    expect(call.ended).toBe(true);
  });

  test("ends when a caller that does not read goes away", async () => {
    const call = new FakeCall(5, { follow: true });
    const sending = sendEvents(call.asCall, await longLog(50), never);
    await settled();
    call.emit("cancelled");
    await sending;
    expect(call.written).toHaveLength(5);
  });

  test("tells a follower when the coordinator stops", async () => {
    const stopping = new AbortController();
    const sending = sendEvents(new FakeCall(99, { follow: true }).asCall, await longLog(3), stopping.signal);
    await settled();
    stopping.abort();
    await expect(sending).rejects.toMatchObject({ code: "COORDINATOR_UNREACHABLE" });
  });

  test("shows one run only, when asked", async () => {
    const log = await longLog(3);
    await log.append({ type: "run.finished", run: runId("r-1"), outcome: "done", durationMs: 1 });
    const call = new FakeCall(99, { run: "r-1" });
    await sendEvents(call.asCall, log, never);
    expect(call.written).toEqual(["4"]);
  });

  test("refuses a number that no event can have", async () => {
    const call = new FakeCall(99, { since: "18446744073709551615" });
    await expect(sendEvents(call.asCall, await longLog(1), never)).rejects.toMatchObject({ code: "USAGE" });
  });
});
