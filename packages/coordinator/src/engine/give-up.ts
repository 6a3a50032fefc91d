import type { FinishedReport } from "@quorate/shared/command";
import type { LeaseId } from "@quorate/shared/lease";
import type { Failure } from "@quorate/shared/step/outcome";
import { failure } from "./failure.ts";
import type { StepRecord } from "./run-state.ts";

/** The end of a step of which its agent tells none. */
export function givenUp(lease: LeaseId, outcome: "failed" | "lost", cause: Failure): FinishedReport {
  return { type: "finished", lease, outcome, drift: [], output: null, failure: cause, durationMs: 0, undone: [] };
}

export function aborted(by: string): Failure {
  return failure("RUN_ABORTED", `${by} ended the run`);
}

export function unconfirmed({ step }: StepRecord): Failure {
  return failure("HOST_LOST", `${step.host} did not confirm that "${step.title}" was canceled`);
}

export function silent({ step }: StepRecord, lostAfterMs: number): Failure {
  return failure(
    "HOST_LOST",
    `${step.host} did not answer for ${lostAfterMs / 1000} s, in the middle of "${step.title}"`,
  );
}

export function overtime({ step }: StepRecord): Failure {
  return failure("STEP_TIMED_OUT", `${step.host}: "${step.title}" did not end within ${step.timeoutMs / 1000} s`);
}
