import type { ClusterSpec, HostSpec } from "../../spec/cluster-spec.ts";
import { criSocket } from "../container-runtime.ts";
import { wantedTaintKeys } from "../kubernetes-version.ts";
import { kubeadmApi } from "./api-version.ts";

interface NodeTaint {
  readonly key: string;
  readonly effect: "NoSchedule";
}

/** Taints that this product keeps on the node of a host. */
export function taintsOf(host: HostSpec, { kubernetes }: ClusterSpec): readonly NodeTaint[] {
  if (host.role === "worker" || !kubernetes.taintControlPlane) return [];
  return wantedTaintKeys(kubernetes.version).map((key) => ({ key, effect: "NoSchedule" }));
}

/**
 * The list of taints is always there: kubeadm takes a missing one for its own default, an empty one for none. The images are
 * on the host already, so nothing is pulled; v1beta2 has no field for that, see `preflightExceptions`.
 */
export function nodeRegistration(host: HostSpec, spec: ClusterSpec) {
  const pull = kubeadmApi(spec.kubernetes.version) === "v1beta2" ? {} : { imagePullPolicy: "Never" };
  return { name: host.name, criSocket: criSocket(spec), taints: taintsOf(host, spec), ...pull };
}

/** Where the apiserver of this host listens; never guessed, for kubeadm would take the interface of the default route. */
export function localEndpoint(host: HostSpec, { apiserverPort }: ClusterSpec) {
  return { advertiseAddress: host.address, bindPort: apiserverPort };
}
