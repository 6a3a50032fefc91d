import { z } from "zod";
import { hostName, kubeconfigFile, line, milliseconds, unitName, userName, word } from "./grammar.ts";
import { apiserverEtcd, ownApiserver } from "./kubernetes-grammar.ts";

const none = z.strictObject({});

/** Prefix and name of a label or a taint; begins with neither a hyphen nor a dot. */
const qualifiedName = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/, "not a qualified name");
const labelValue = z
  .string()
  .max(63)
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?$/, "not a label's value");

const taint = z.strictObject({
  key: qualifiedName,
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
});

export const kubernetesNode = {
  input: z.strictObject({
    name: hostName,
    kubeconfig: kubeconfigFile,
    taints: z.array(taint).max(8),
    /** Taints with these keys that are not wanted are taken away; others are somebody else's. */
    managedTaintKeys: z.array(qualifiedName).max(8),
    labels: z.record(qualifiedName, labelValue),
  }),
  output: none,
};

/** ~/.kube/config of root and of named users; another file that is there is renamed, never lost. */
export const kubernetesKubeconfig = {
  input: z.strictObject({ source: kubeconfigFile, users: z.array(userName).min(1).max(16) }),
  output: none,
};

/** `kubectl apply`, checked by the server first; drift is what `kubectl diff` says. */
export const kubernetesManifests = {
  input: z.strictObject({
    name: line.min(1),
    kubeconfig: kubeconfigFile,
    /** YAML, one or more documents. */
    text: z.string().min(1).max(524_288),
    /** Deployments and DaemonSets of the text are waited for so long; 0: not at all. */
    rolloutMs: z.int().min(0).max(3_600_000),
  }),
  output: none,
};

const nodeReport = z.strictObject({ name: line, ready: z.boolean(), roles: z.array(line), version: line });

/** Looks at the finished cluster from one host; waits until all is well or the step's time is up. */
export const kubernetesVerify = {
  input: z.strictObject({
    name: hostName,
    kubeconfig: kubeconfigFile,
    /** Node objects that must be Ready. Empty: this host's node only, asked with the kubelet's own kubeconfig (a worker). */
    nodes: z.array(hostName).max(64),
    /** False: a node without network plugin cannot be Ready, so only its registration is asked for. */
    expectReady: z.boolean(),
    /** Pods in kube-system, named COMPONENT-NODE, that must run on this host. */
    staticPods: z.array(word).max(8),
    apiserver: ownApiserver.optional(),
    /** /readyz of the apiserver through the VIP. */
    endpoint: ownApiserver.optional(),
    etcd: apiserverEtcd.optional(),
    /** Leases in kube-system that must have a holder who renewed lately. */
    leaders: z.array(word).max(4),
  }),
  output: z.strictObject({
    nodes: z.array(nodeReport),
    etcdEndpoints: z.int(),
    leaders: z.record(z.string(), z.string()),
  }),
};

/** Stops one thing on this host for a moment and measures how long the VIP's apiserver did not answer. */
export const kubernetesOutage = {
  input: z.strictObject({
    target: z.enum(["haproxy", "apiserver"]),
    /** Of haproxy. */
    unit: unitName,
    endpoint: ownApiserver,
    apiserver: ownApiserver,
    /** A longer outage fails the step. */
    limitMs: milliseconds,
  }),
  output: z.strictObject({
    target: line,
    /** The longest time between two answers, less the probe's own pace; 0 when no probe failed. */
    outageMs: z.number(),
    probes: z.int(),
    failed: z.int(),
  }),
};
