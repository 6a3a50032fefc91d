import type { ConfigDocument } from "@quorate/shared/step/kubernetes-grammar";
import type { ClusterSpec, HostSpec } from "../../spec/cluster-spec.ts";
import { apiVersionOf, kubeadmApi, timeouts } from "./api-version.ts";
import { localEndpoint, nodeRegistration } from "./node-registration.ts";
import { overlay } from "./overlay.ts";

/** InitConfiguration without its bootstrap token, which only the host sees (kubeadm/app/apis/kubeadm/VERSION/types.go). */
export function initDocument(host: HostSpec, spec: ClusterSpec): ConfigDocument {
  const { version, kubeadm } = spec.kubernetes;
  const rendered = {
    apiVersion: apiVersionOf(version),
    kind: "InitConfiguration",
    localAPIEndpoint: localEndpoint(host, spec),
    nodeRegistration: nodeRegistration(host, spec),
    ...(kubeadmApi(version) === "v1beta4" ? { timeouts } : {}),
  };
  return overlay(rendered, kubeadm.init);
}
