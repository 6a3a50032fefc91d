import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { MessageBudget } from "./message-budget.ts";

test("a peer that says more than a thousand messages in a second is read on in the next", async () => {
  const clock = new ManualClock();
  const stream = new PassThrough();
  stream.resume();
  const budget = new MessageBudget(stream, clock);
  for (let spent = 0; spent < 999; spent++) budget.spend();
  expect(stream.isPaused()).toBe(false);
  budget.spend();
  expect(stream.isPaused()).toBe(true);
  await clock.advance(1_000);
  expect(stream.isPaused()).toBe(false);
});

test("a quiet peer costs no timer", async () => {
  const clock = new ManualClock();
  const budget = new MessageBudget(new PassThrough(), clock);
  budget.spend();
  await clock.advance(1_000);
  expect(clock.pending).toBe(0);
});
