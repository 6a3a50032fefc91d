import type { ClusterSpec } from "../cluster-spec.ts";
import type { Finding } from "../problem.ts";
import type { Check } from "./check.ts";

const kubeadms = "kubeadm sets it: remove it";
const follows = "it follows from spec.runtime.name: remove it";

/** Flags that kubeadm or a step sets: a second word on the command line would win without a sound. */
const owned: Readonly<Record<string, string>> = {
  "bootstrap-kubeconfig": kubeadms,
  kubeconfig: kubeadms,
  config: "kubeadm sets it: give fields of KubeletConfiguration as spec.kubernetes.kubeadm.kubelet",
  "cgroup-driver": "it is systemd, as the runtime's: remove it",
  "cluster-domain": "give it as spec.kubernetes.dnsDomain",
  "container-runtime": follows,
  "container-runtime-endpoint": follows,
  "hostname-override": "give it as spec.hosts[].name",
  "network-plugin": "give the network as spec.kubernetes.network",
  "node-ip": "give it as spec.hosts[].address",
  "pod-infra-container-image": "it follows from spec.kubernetes.imageRepository",
  "pod-manifest-path": kubeadms,
  "register-with-taints": "give it as spec.kubernetes.taintControlPlane",
  "root-dir": "kubeadm reset knows only /var/lib/kubelet: remove it",
};

function ownedFlags({ kubernetes }: ClusterSpec): readonly Finding[] {
  return Object.keys(kubernetes.kubeletArgs).flatMap((flag) => {
    const instead = Object.hasOwn(owned, flag) ? owned[flag] : undefined;
    if (instead === undefined) return [];
    const message = `this flag of the kubelet is not free: ${instead}`;
    return [{ path: ["spec", "kubernetes", "kubeletArgs", flag], message, atKey: true }];
  });
}

export const kubeletChecks: readonly Check[] = [{ severity: "error", needs: ["kubernetes"], run: ownedFlags }];
