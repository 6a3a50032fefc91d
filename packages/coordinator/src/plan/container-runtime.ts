import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { minorVersion } from "./kubernetes-version.ts";

/** What kubeadm calls criSocket: a bare path until 1.23, a URL from 1.24 on (kubernetes/kubernetes#107295). docker ends with 1.23. */
export function criSocket({ runtime, kubernetes }: ClusterSpec): string {
  if (runtime.name === "docker") return "/var/run/dockershim.sock";
  const path = "/run/containerd/containerd.sock";
  return minorVersion(kubernetes.version) >= 24 ? `unix://${path}` : path;
}

export function runtimeUnit({ runtime }: ClusterSpec): string {
  return `${runtime.name}.service`;
}

/** Every unit that the runtime's packages bring, its own first: docker runs its containers through containerd. */
export function runtimeUnits({ runtime }: ClusterSpec): readonly string[] {
  return runtime.name === "docker" ? ["docker.service", "docker.socket", "containerd.service"] : ["containerd.service"];
}
