import type { ClusterSpec } from "../spec/cluster-spec.ts";
import type { Generation } from "./generation.ts";
import type { HostSite } from "./site.ts";

export interface ResetOptions {
  /** What becomes of external etcd: left as it is; emptied of Kubernetes' keys after a snapshot; or taken down with its data. */
  readonly etcdData: "keep" | "purge" | "destroy";
}

/** A host that is taken down: where its address is does not matter any more. */
export type ResetHost = Omit<HostSite, "interface">;

/** What every phase builder of a reset gets. Pure data. */
export interface ResetInput {
  readonly spec: ClusterSpec;
  readonly hosts: readonly ResetHost[];
  readonly options: ResetOptions;
  /** Of the etcd that is to be purged. */
  readonly generation: Generation | undefined;
}
