import type { LeasedStep, LeaseMode } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import { runStep } from "../../packages/agent/src/runner/run-step.ts";
import type { StepContext } from "../../packages/agent/src/steps/handler.ts";
import { fakeHost } from "./fake-host.ts";
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
    context: (signal): StepContext => ({
      host: fakeHost(),
      clock,
      signal,
      clockEstimate: () => undefined,
      secret: () => {
        throw new AppError("STEP_INPUT_INVALID", "no secrets here");
      },
      output: (line) => lines.push(line),
      endedAlone: async () => undefined,
      mark: () => undefined,
      requestCertificate: async () => ({ certificatePem: "", caPem: "" }),
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
