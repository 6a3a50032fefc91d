import { hostId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { SendTurns } from "./send-turns.ts";

const [m1, m2, m3] = [hostId("m1"), hostId("m2"), hostId("m3")];
const never = new AbortController().signal;

/** What has its turn by now. */
function settled(...turns: readonly Promise<unknown>[]): Promise<readonly boolean[]> {
  const later = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  return Promise.all(turns.map((turn) => Promise.race([turn.then(() => true), later])));
}

describe("turns to send", () => {
  it("go to one call of a host at a time, and to a few in all, in the order in which they came", async () => {
    const turns = new SendTurns(2, 4);
    const endFirst = await turns.take(m1, never);
    const again = turns.take(m1, never);
    const second = turns.take(m2, never);
    const third = turns.take(m3, never);
    expect(await settled(again, second, third)).toEqual([false, true, false]);
    endFirst();
    expect(await settled(again, third)).toEqual([true, false]);
    (await second)();
    expect(await settled(third)).toEqual([true]);
  });

  it("are given up by who goes away while it waits", async () => {
    const turns = new SendTurns(1, 4);
    const end = await turns.take(m1, never);
    const gone = new AbortController();
    const waiting = turns.take(m2, gone.signal);
    const next = turns.take(m3, never);
    gone.abort(new Error("went away"));
    await expect(waiting).rejects.toThrow("went away");
    end();
    expect(await settled(next)).toEqual([true]);
  });

  it("are refused to a host that asks for too many", async () => {
    const turns = new SendTurns(1, 1);
    await turns.take(m2, never);
    void turns.take(m1, never);
    await expect(turns.take(m1, never)).rejects.toMatchObject({ code: "PROTOCOL_MISMATCH" });
  });
});
