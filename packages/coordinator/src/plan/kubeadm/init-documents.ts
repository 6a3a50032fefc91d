import type { ConfigDocument } from "@quorate/shared/step/kubernetes-grammar";
import type { ClusterSpec, HostSpec } from "../../spec/cluster-spec.ts";
import { clusterDocument } from "./cluster-document.ts";
import { kubeletDocument, proxyDocument } from "./component-documents.ts";
import { initDocument } from "./init-document.ts";

/** Everything that kubeadm init reads, in the order in which a reader expects it. */
export function initDocuments(host: HostSpec, spec: ClusterSpec): ConfigDocument[] {
  const proxy = spec.kubernetes.skipAddons.includes("kube-proxy") ? [] : [proxyDocument(spec)];
  return [initDocument(host, spec), clusterDocument(spec), kubeletDocument(spec), ...proxy];
}
