import { etcdDestroy } from "./etcd-destroy.ts";
import { etcdPurge } from "./etcd-purge.ts";
import type { StepHandlers } from "./handler.ts";
import { hostRestore } from "./host-restore.ts";
import { kubeadmReset } from "./kubeadm-reset.ts";
import { kubernetesKubeconfig } from "./kubernetes-kubeconfig.ts";
import { kubernetesManifests } from "./kubernetes-manifests.ts";
import { kubernetesNode } from "./kubernetes-node.ts";
import { kubernetesOutage } from "./kubernetes-outage.ts";
import { kubernetesVerify } from "./kubernetes-verify.ts";

/** The running cluster: what is set in it, how it is proved, and how it is taken down again. */
export const clusterHandlers = {
  "kubernetes.node": kubernetesNode,
  "kubernetes.kubeconfig": kubernetesKubeconfig,
  "kubernetes.manifests": kubernetesManifests,
  "kubernetes.verify": kubernetesVerify,
  "kubernetes.outage": kubernetesOutage,
  "kubeadm.reset": kubeadmReset,
  "etcd.purge": etcdPurge,
  "etcd.destroy": etcdDestroy,
  "host.restore": hostRestore,
} satisfies Partial<StepHandlers>;
