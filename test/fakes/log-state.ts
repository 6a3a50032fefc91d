import { type ClusterState, emptyState, foldEvent } from "../../packages/coordinator/src/journal/cluster-state.ts";
import { MemoryLog } from "../sim/memory-log.ts";

/** A log without a disk, and the state that follows from it. */
export function logWithState(): { readonly log: MemoryLog; readonly state: () => ClusterState } {
  const log = new MemoryLog();
  let state = emptyState;
  log.subscribe((record) => {
    state = foldEvent(state, record);
  });
  return { log, state: () => state };
}
