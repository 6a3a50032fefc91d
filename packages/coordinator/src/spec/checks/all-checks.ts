import type { Check } from "./check.ts";
import { clusterNetworkChecks } from "./cluster-networks.ts";
import { etcdChecks } from "./etcd.ts";
import { hostChecks } from "./hosts.ts";
import { kubeadmChecks } from "./kubeadm-fields.ts";
import { kubeletChecks } from "./kubelet-flags.ts";
import { kubernetesChecks } from "./kubernetes.ts";
import { networkChecks } from "./network.ts";
import { portChecks } from "./ports.ts";
import { repositoryChecks } from "./repositories.ts";
import { versionChecks } from "./versions.ts";

export const allChecks: readonly Check[] = [
  ...hostChecks,
  ...networkChecks,
  ...clusterNetworkChecks,
  ...portChecks,
  ...etcdChecks,
  ...versionChecks,
  ...repositoryChecks,
  ...kubernetesChecks,
  ...kubeletChecks,
  ...kubeadmChecks,
];
