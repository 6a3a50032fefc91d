import type { LeaseId } from "@quorate/shared/lease";
import type { Step } from "@quorate/shared/plan";
import type { ClusterState } from "../journal/cluster-state.ts";

/** Which leases are out now. */
export interface LeaseBook {
  /** The step that the lease gives the right to; undefined when the lease is not, or is no longer, out. */
  held(lease: LeaseId): Step | undefined;
}

/**
 * As the log has it: a lease is written down before it leaves. One of an earlier coordinator stays out: its agent goes on with
 * the step while the run is interrupted.
 */
export function leaseBook(state: () => ClusterState): LeaseBook {
  return {
    held: ({ run, epoch, step, attempt }) => {
      const now = state();
      if (now.currentRun !== run || epoch > now.epoch) return undefined;
      const folded = now.runs.get(run)?.steps.get(step);
      return folded?.state === "leased" && folded.attempt === attempt ? folded.step : undefined;
    },
  };
}
