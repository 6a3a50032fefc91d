import type { ConfigDocument } from "@quorate/shared/step/kubernetes-grammar";
import type { ClusterSpec, HostSpec } from "../../spec/cluster-spec.ts";
import { controlPlaneEndpoint } from "../apiserver-access.ts";
import { apiVersionOf, kubeadmApi, timeouts, waits } from "./api-version.ts";
import { localEndpoint, nodeRegistration } from "./node-registration.ts";
import { overlay } from "./overlay.ts";

/**
 * JoinConfiguration without its bootstrap token, which only the host sees. Discovery is always pinned by the CA's hash. A
 * control-plane host gets no certificate key: the shared keys are on it already.
 */
export function joinDocument(host: HostSpec, spec: ClusterSpec, caHash: string): ConfigDocument {
  const { version, kubeadm } = spec.kubernetes;
  const oneTimeout = kubeadmApi(version) === "v1beta4";
  const bootstrapToken = { apiServerEndpoint: controlPlaneEndpoint(spec), caCertHashes: [caHash] };
  const rendered = {
    apiVersion: apiVersionOf(version),
    kind: "JoinConfiguration",
    discovery: { bootstrapToken, ...(oneTimeout ? {} : { timeout: waits.discovery }) },
    nodeRegistration: nodeRegistration(host, spec),
    ...(host.role === "control-plane" ? { controlPlane: { localAPIEndpoint: localEndpoint(host, spec) } } : {}),
    ...(oneTimeout ? { timeouts } : {}),
  };
  // One wish for all hosts: what of it makes a control plane is not for workers.
  const { controlPlane, ...wish } = kubeadm.join;
  return overlay(rendered, host.role === "worker" || controlPlane === undefined ? wish : { ...wish, controlPlane });
}
