import type { z } from "zod";
import { hostAudit } from "./audit.ts";
import { bundleFetch } from "./bundle.ts";
import { certificates } from "./certificates.ts";
import {
  etcdConfigure,
  etcdDataDirectory,
  etcdDestroy,
  etcdPurge,
  etcdReadProof,
  etcdSettle,
  etcdStart,
  etcdTarball,
  etcdUser,
  etcdWriteProof,
} from "./etcd.ts";
import { hostJournal } from "./journal.ts";
import { kubeadmInit, kubeadmJoin, kubeadmReset, kubeadmToken, kubeadmTokenRevoke, kubernetesPki } from "./kubeadm.ts";
import {
  kubernetesKubeconfig,
  kubernetesManifests,
  kubernetesNode,
  kubernetesOutage,
  kubernetesVerify,
} from "./kubernetes.ts";
import { haproxy, keepalived } from "./load-balancer.ts";
import { packages, repository } from "./packages.ts";
import { preflightHost, preflightNetwork } from "./preflight.ts";
import { imagesEnsure, kubeletConfigure, runtimeConfigure } from "./runtime.ts";
import {
  firewall,
  forwardPolicy,
  hostNameSet,
  hostRestore,
  hostsFile,
  limits,
  modules,
  selfCheck,
  selinux,
  service,
  swapOff,
  sysctl,
  vipVerify,
} from "./system.ts";

/** One entry per kind of work an agent knows: what it takes, what it gives back. A kind that is not here does not exist. */
export const stepContracts = {
  "agent.self-check": selfCheck,
  "preflight.host": preflightHost,
  "preflight.network": preflightNetwork,
  "host.audit": hostAudit,
  "host.journal": hostJournal,
  "host.name": hostNameSet,
  "host.hosts-file": hostsFile,
  "host.swap-off": swapOff,
  "host.selinux": selinux,
  "host.firewall": firewall,
  "host.forward-policy": forwardPolicy,
  "host.limits": limits,
  "host.modules": modules,
  "host.sysctl": sysctl,
  "host.service": service,
  "bundle.fetch": bundleFetch,
  "package.repository": repository,
  "package.install": packages,
  "haproxy.configure": haproxy,
  "keepalived.configure": keepalived,
  "vip.verify": vipVerify,
  "certificates.ensure": certificates,
  "etcd.user": etcdUser,
  "etcd.tarball": etcdTarball,
  "etcd.data-directory": etcdDataDirectory,
  "etcd.configure": etcdConfigure,
  "etcd.start": etcdStart,
  "etcd.write-proof": etcdWriteProof,
  "etcd.read-proof": etcdReadProof,
  "etcd.settle": etcdSettle,
  "runtime.configure": runtimeConfigure,
  "images.ensure": imagesEnsure,
  "kubelet.configure": kubeletConfigure,
  "kubernetes.pki": kubernetesPki,
  "kubeadm.init": kubeadmInit,
  "kubeadm.token": kubeadmToken,
  "kubeadm.join": kubeadmJoin,
  "kubeadm.token-revoke": kubeadmTokenRevoke,
  "kubernetes.node": kubernetesNode,
  "kubernetes.kubeconfig": kubernetesKubeconfig,
  "kubernetes.manifests": kubernetesManifests,
  "kubernetes.verify": kubernetesVerify,
  "kubernetes.outage": kubernetesOutage,
  "kubeadm.reset": kubeadmReset,
  "etcd.purge": etcdPurge,
  "etcd.destroy": etcdDestroy,
  "host.restore": hostRestore,
} as const;

export type StepKind = keyof typeof stepContracts;
export type StepInput<K extends StepKind> = z.infer<(typeof stepContracts)[K]["input"]>;
export type StepOutput<K extends StepKind> = z.infer<(typeof stepContracts)[K]["output"]>;

export const stepKinds: readonly StepKind[] = Object.keys(stepContracts) as StepKind[];

export function isStepKind(text: string): text is StepKind {
  return Object.hasOwn(stepContracts, text);
}
