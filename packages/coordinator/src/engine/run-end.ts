import type { ClusterEvent } from "@quorate/shared/events";
import type { Failure } from "@quorate/shared/step/outcome";
import type { RunState } from "./run-state.ts";

/** The run's last event. `aborted`: why it was ended before its time, if it was. */
export function runEnd(
  state: RunState,
  durationMs: number,
  aborted: Failure | undefined,
): Extract<ClusterEvent, { type: "run.finished" }> {
  const barriers = state.barriers.flatMap((barrier) => barrier.failure ?? []);
  const undone = [...state.steps.values()].some((record) => record.state !== "done");
  // An abort that came when all was done ended nothing.
  const [cause] = [...(aborted && undone ? [aborted] : []), ...barriers, ...state.failures];
  const outcome = undone || cause ? "failed" : "done";
  return { type: "run.finished", run: state.run, outcome, durationMs, ...(cause ? { failure: cause } : {}) };
}
