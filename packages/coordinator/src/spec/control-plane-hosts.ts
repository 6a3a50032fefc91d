import type { ClusterSpec, HostSpec } from "./cluster-spec.ts";

/** The hosts that hold an etcd member and, later, an apiserver; in the order of the spec. */
export function controlPlaneHosts({ hosts }: Pick<ClusterSpec, "hosts">): readonly HostSpec[] {
  return hosts.filter(({ role }) => role === "control-plane");
}
