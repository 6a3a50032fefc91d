import type { ClusterSpec } from "../../spec/cluster-spec.ts";
import { flannelManifest } from "./flannel.ts";

export interface Manifest {
  /** What it goes by in messages. */
  readonly name: string;
  /** YAML, one or more documents. */
  readonly text: string;
}

/** What makes pods reach each other, in the order in which it is applied. */
export function networkManifests({ kubernetes }: ClusterSpec): readonly Manifest[] {
  const { network } = kubernetes;
  switch (network.plugin) {
    case "flannel":
      return [{ name: "flannel", text: flannelManifest(kubernetes, network.imageRepository) }];
    case "manifests":
      return network.manifests;
    case "none":
      return [];
  }
}
