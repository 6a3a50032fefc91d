import type { Clock } from "@quorate/shared/clock";
import { expect, test } from "vitest";
import { SilenceWatch } from "./silence-watch.ts";

/** Timers ring when the test says so, however late. */
function lateClock() {
  const state: { nowMs: number; nextMs: number; ring: () => void } = { nowMs: 0, nextMs: 0, ring: () => undefined };
  const clock: Clock = {
    wallMs: () => state.nowMs,
    monoNs: () => BigInt(state.nowMs) * 1_000_000n,
    sleep: () => Promise.reject(new Error("not used")),
    after: (ms, callback) => {
      state.ring = callback;
      state.nextMs = ms;
      return () => undefined;
    },
  };
  return { state, clock };
}

test("fault 22: a process that was itself held up reads what came meanwhile before it calls an agent silent", () => {
  const { state, clock } = lateClock();
  const changes: boolean[] = [];
  const watch = new SilenceWatch(clock, 3_500, (silent) => changes.push(silent));
  state.nowMs = 9_000;
  state.ring();
  expect(changes).toEqual([]);
  watch.spoke();
  state.nowMs += state.nextMs;
  state.ring();
  expect(changes).toEqual([]);
});

test("an agent that said nothing during the hold-up is silent a moment later", () => {
  const { state, clock } = lateClock();
  const changes: boolean[] = [];
  new SilenceWatch(clock, 3_500, (silent) => changes.push(silent));
  state.nowMs = 9_000;
  state.ring();
  state.nowMs += state.nextMs;
  state.ring();
  expect(changes).toEqual([true]);
});
