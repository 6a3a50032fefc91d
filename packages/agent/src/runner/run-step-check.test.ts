import type { LeasedStep } from "@quorate/shared/command";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import {
  applyStep,
  barrierStep,
  checkStep,
  type Scripted,
  scriptedHandlers,
} from "../../../../test/fakes/scripted-handlers.ts";
import { runStep } from "./run-step.ts";

function check(step: LeasedStep, scripted: Scripted = {}, fired = Promise.resolve()) {
  const never = new AbortController().signal;
  const seen = { armed: false };
  const result = runStep({
    mode: "check",
    step,
    handlers: scriptedHandlers(scripted),
    clock: new ManualClock(),
    cancel: never,
    stop: never,
    context: (signal) => fakeStepContext(fakeHost(), { signal }),
    recentOutput: () => [],
    onArmed: () => {
      seen.armed = true;
    },
    fired,
    settle: async () => undefined,
  });
  return { seen, result };
}

const held = { holdsVip: true, portAnswers: true };

describe("a lease that only checks", () => {
  it("carries a check out and tells what it found", async () => {
    const { result } = check(checkStep, { check: { check: async () => ({}) } });
    expect(await result).toMatchObject({ outcome: "unchanged", output: {} });
  });

  it.each([["a step that applies", applyStep] as const, ["a barrier that acts", barrierStep] as const])(
    "refuses %s and does not even probe it",
    async (_what, step) => {
      const touched: string[] = [];
      const touch = async (): Promise<never> => {
        touched.push("touched");
        throw new Error("touched");
      };
      const handler = { probe: touch, apply: touch, arm: touch, fire: touch };
      const { outcome, failure } = await check(step, { apply: handler, barrier: handler }).result;
      expect({ outcome, code: failure?.code, touched }).toEqual({
        outcome: "failed",
        code: "STEP_INPUT_INVALID",
        touched: [],
      });
    },
  );

  it("arms a barrier that only looks, waits for fire, and gives what it saw", async () => {
    const fire = Promise.withResolvers<void>();
    const barrier = { readOnly: true, fire: async () => held };
    const { seen, result } = check(barrierStep, { barrier }, fire.promise);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen.armed).toBe(true);
    fire.resolve();
    expect(await result).toMatchObject({ outcome: "unchanged", output: held });
  });
});
