import { minorVersion } from "../kubernetes-version.ts";

export type KubeadmApi = "v1beta2" | "v1beta3" | "v1beta4";

/** The newest that the kubeadm of a version reads: v1beta2 since 1.15, v1beta3 since 1.22, v1beta4 since 1.31; each is refused some releases later. */
export function kubeadmApi(version: string): KubeadmApi {
  const minor = minorVersion(version);
  if (minor >= 31) return "v1beta4";
  return minor >= 22 ? "v1beta3" : "v1beta2";
}

export function apiVersionOf(version: string): string {
  return `kubeadm.k8s.io/${kubeadmApi(version)}`;
}

/** kubeadm's own waits, as Go durations; shorter than the steps' limits, so that its message is the one that is seen. */
export const waits = { controlPlane: "4m0s", kubelet: "2m0s", discovery: "2m0s" } as const;

/** From v1beta4 on all waits have one place, in the documents of init and of join; before, they are scattered. */
export const timeouts = {
  controlPlaneComponentHealthCheck: waits.controlPlane,
  kubeletHealthCheck: waits.kubelet,
  discovery: waits.discovery,
} as const;
