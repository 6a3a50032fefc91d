import type { ClusterState } from "../journal/cluster-state.ts";

/** Are hosts in the middle of something that they begin together, as the start of etcd. */
export function startWindowOpen({ currentRun, runs }: Pick<ClusterState, "currentRun" | "runs">): boolean {
  const barriers = currentRun === undefined ? undefined : runs.get(currentRun)?.barriers;
  return [...(barriers ?? [])].some(({ state }) => state === "armed" || state === "firing");
}
