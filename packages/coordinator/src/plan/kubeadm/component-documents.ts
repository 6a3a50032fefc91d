import type { ConfigDocument } from "@quorate/shared/step/kubernetes-grammar";
import type { ClusterSpec } from "../../spec/cluster-spec.ts";
import { overlay } from "./overlay.ts";

/** The kubelet's cgroup driver is the runtime's; swap that the spec leaves on must not stop it. */
export function kubeletDocument({ system, kubernetes }: ClusterSpec): ConfigDocument {
  const rendered = {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    cgroupDriver: "systemd",
    ...(system.swap === "leave" ? { failSwapOn: false } : {}),
  };
  return overlay(rendered, kubernetes.kubeadm.kubelet);
}

/** Its network of pods is filled in by kubeadm. */
export function proxyDocument({ kubernetes }: ClusterSpec): ConfigDocument {
  const rendered = {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: kubernetes.proxyMode,
  };
  return overlay(rendered, kubernetes.kubeadm.kubeProxy);
}
