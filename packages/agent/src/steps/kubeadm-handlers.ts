import type { StepHandlers } from "./handler.ts";
import { imagesEnsure } from "./images-ensure.ts";
import { kubeadmInit } from "./kubeadm-init.ts";
import { kubeadmJoin } from "./kubeadm-join.ts";
import { kubeadmToken } from "./kubeadm-token.ts";
import { kubeadmTokenRevoke } from "./kubeadm-token-revoke.ts";
import { kubeletConfigure } from "./kubelet-configure.ts";
import { kubernetesPki } from "./kubernetes-pki.ts";
import { runtimeConfigure } from "./runtime-configure.ts";

/** From a container runtime to a host that has joined, in the order of a run. */
export const kubeadmHandlers = {
  "runtime.configure": runtimeConfigure,
  "images.ensure": imagesEnsure,
  "kubelet.configure": kubeletConfigure,
  "kubernetes.pki": kubernetesPki,
  "kubeadm.init": kubeadmInit,
  "kubeadm.token": kubeadmToken,
  "kubeadm.join": kubeadmJoin,
  "kubeadm.token-revoke": kubeadmTokenRevoke,
} satisfies Partial<StepHandlers>;
