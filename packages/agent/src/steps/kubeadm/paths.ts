import type { HostFiles } from "../../host/host.ts";

/** Where kubeadm itself puts things; none of it can be configured but the first of pki. */
const kubernetesDirectory = "/etc/kubernetes";
const manifestsDirectory = "/etc/kubernetes/manifests";
export const pkiDirectory = "/etc/kubernetes/pki";
export const adminConfig = "/etc/kubernetes/admin.conf";
export const apiserverManifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";
export const etcdManifest = "/etc/kubernetes/manifests/etcd.yaml";
export const kubeletDirectory = "/var/lib/kubelet";
/** kubeadm starts and stops this unit and no other. */
export const kubeletUnit = "kubelet.service";
/** On a tmpfs: what is in it never reaches a disk. */
export const runDirectory = "/run/quorate";

/** Where the kubelet keeps the containers' last words: NAMESPACE_POD_UID/CONTAINER/ATTEMPT.log, whatever the runtime. */
export const podLogs = "/var/log/pods";

/** What only kubeadm or somebody's hand puts there: kubeconfigs, and static pods. Absolute paths. */
export async function clusterFiles(files: Pick<HostFiles, "list">): Promise<readonly string[]> {
  const [top, manifests] = await Promise.all([files.list(kubernetesDirectory), files.list(manifestsDirectory)]);
  return [
    ...(top ?? []).filter((name) => name.endsWith(".conf")).map((name) => `${kubernetesDirectory}/${name}`),
    ...(manifests ?? []).filter((name) => !name.startsWith(".")).map((name) => `${manifestsDirectory}/${name}`),
  ];
}
