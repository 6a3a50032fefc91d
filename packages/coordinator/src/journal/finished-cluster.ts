import type { KubernetesEndpoint } from "@quorate/shared/events";
import type { ClusterState } from "./cluster-state.ts";

export interface FinishedCluster extends KubernetesEndpoint {
  /** Name in the spec. */
  readonly cluster: string;
}

/**
 * The cluster that stands, as far as the log knows: of the last bootstrap that ended well, unless a reset was begun since.
 * A bootstrap that failed later takes nothing away from it.
 */
export function finishedCluster({ runs }: Pick<ClusterState, "runs">): FinishedCluster | undefined {
  for (const { plan, kubernetes, finished } of [...runs].reverse()) {
    if (plan.purpose === "reset") return undefined;
    if (kubernetes && finished?.outcome === "done") return { cluster: plan.cluster, ...kubernetes };
  }
  return undefined;
}
