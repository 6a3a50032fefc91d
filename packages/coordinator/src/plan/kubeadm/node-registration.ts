import type { ClusterSpec, HostSpec } from "../../spec/cluster-spec.ts";
import { criSocket } from "../container-runtime.ts";
import { wantedTaintKeys } from "../kubernetes-version.ts";

interface NodeTaint {
  readonly key: string;
  readonly effect: "NoSchedule";
}

/** Taints that this product keeps on the node of a host. */
export function taintsOf(host: HostSpec, { kubernetes }: ClusterSpec): readonly NodeTaint[] {
  if (host.role === "worker" || !kubernetes.taintControlPlane) return [];
  return wantedTaintKeys(kubernetes.version).map((key) => ({ key, effect: "NoSchedule" }));
}

/** The same in all API versions. The list of taints is always there: kubeadm takes a missing one for its own default, an empty one for none. */
export function nodeRegistration(host: HostSpec, spec: ClusterSpec) {
  return { name: host.name, criSocket: criSocket(spec), taints: taintsOf(host, spec) };
}

/** Where the apiserver of this host listens; never guessed, for kubeadm would take the interface of the default route. */
export function localEndpoint(host: HostSpec, { apiserverPort }: ClusterSpec) {
  return { advertiseAddress: host.address, bindPort: apiserverPort };
}
