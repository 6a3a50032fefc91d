import type { LeasedStep, LeaseMode } from "@quorate/shared/command";
import { runStep } from "../../packages/agent/src/runner/run-step.ts";
import { fakeHost } from "./fake-host.ts";
import { fakeStepContext } from "./fake-step-context.ts";
import { ManualClock } from "./manual-clock.ts";
import { type Scripted, scriptedHandlers } from "./scripted-handlers.ts";

/** Starts a step; the rest of the test speaks to it through what comes back. */
export function begin(step: LeasedStep, scripted: Scripted = {}, mode: LeaseMode = "run") {
  const clock = new ManualClock();
  const cancel = new AbortController();
  const stop = new AbortController();
  const fire = Promise.withResolvers<void>();
  const lines: string[] = [];
  const seen = { armed: false };
  const result = runStep({
    mode,
    step,
    handlers: scriptedHandlers(scripted),
    clock,
    cancel: cancel.signal,
    stop: stop.signal,
    context: (signal) => ({
      ...fakeStepContext(fakeHost(), { clock, signal }),
      output: (line: string) => void lines.push(line),
    }),
    settle: async () => undefined,
    recentOutput: () => lines,
    onArmed: () => {
      seen.armed = true;
    },
    fired: fire.promise,
  });
  return { clock, cancel, stop, fire, seen, result };
}
