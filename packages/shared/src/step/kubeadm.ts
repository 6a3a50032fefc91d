import { z } from "zod";
import { filePath, hostName, kubeconfigFile, line, pkiFile, secretName, unitName, userName, word } from "./grammar.ts";
import {
  apiserverEtcd,
  caCertHash,
  configDocument,
  criSocketName,
  kubernetesVersion,
  ownApiserver,
  runtimeName,
} from "./kubernetes-grammar.ts";

const none = z.strictObject({});

/**
 * The keys that all control-plane hosts share. They travel as secrets of the lease; no other cluster's CA is ever overwritten.
 */
export const kubernetesPki = {
  input: z.strictObject({
    caHash: caCertHash,
    /** Certificates and public keys, PEM; mode 0644. */
    publicFiles: z
      .array(z.strictObject({ path: pkiFile, text: z.string().max(16_384).startsWith("-----BEGIN ") }))
      .max(8),
    /**
     * Private keys, PEM, by the name of a secret; mode 0600. `publicHash` is sha256:HEX over the DER SubjectPublicKeyInfo of the
     * key: a probe tells by it whose key is there.
     */
    secretFiles: z.array(z.strictObject({ path: pkiFile, secret: secretName, publicHash: caCertHash })).max(8),
    /** The file whose CA must be this cluster's or absent. */
    caFile: pkiFile,
  }),
  output: none,
};

const guarded = {
  /** Name of the Node object. */
  name: hostName,
  version: kubernetesVersion,
  runtime: runtimeName,
  criSocket: criSocketName,
  /** Bootstrap token of this run; put into the configuration file on the host and nowhere else. */
  tokenSecret: secretName,
  caHash: caCertHash,
  skipPhases: z.array(word).max(16),
  ignorePreflightErrors: z.array(word).max(32),
};

/** Irreversible: guarded by a file that says what was begun here and whether it ended. */
export const kubeadmInit = {
  input: z.strictObject({
    ...guarded,
    /** InitConfiguration first, then ClusterConfiguration, KubeletConfiguration, KubeProxyConfiguration. */
    documents: z.array(configDocument).min(2).max(8),
    tokenTtlSeconds: z.int().min(60).max(86_400),
    apiserver: ownApiserver,
    /** Absent for stacked etcd. Must hold nothing below its prefix before a first init. */
    etcd: apiserverEtcd.optional(),
  }),
  output: z.strictObject({ seconds: z.number() }),
};

export const kubeadmJoin = {
  input: z.strictObject({
    ...guarded,
    role: z.enum(["control-plane", "worker"]),
    documents: z.array(configDocument).min(1).max(4),
    /** Waited for after the join; control-plane hosts only. */
    apiserver: ownApiserver.optional(),
  }),
  output: z.strictObject({ seconds: z.number() }),
};

/** Makes this run's bootstrap token good for joining; on a control-plane host. */
export const kubeadmToken = {
  input: z.strictObject({
    tokenSecret: secretName,
    ttlSeconds: z.int().min(60).max(86_400),
    kubeconfig: kubeconfigFile,
  }),
  output: none,
};

/** A token that nobody needs any more opens nothing any more. */
export const kubeadmTokenRevoke = {
  input: z.strictObject({ tokenSecret: secretName, kubeconfig: kubeconfigFile }),
  output: none,
};

/** kubeadm reset and what it leaves; never etcd's data. */
export const kubeadmReset = {
  input: z.strictObject({
    name: hostName,
    runtime: runtimeName,
    criSocket: criSocketName,
    kubeletUnit: unitName,
    runtimeUnit: unitName,
    /** Users whose ~/.kube/config this product made. */
    users: z.array(userName).max(16),
    /** Files and directories that belong to this product's Kubernetes: PKI copies, drop-ins. */
    remove: z.array(filePath).max(32),
  }),
  output: z.strictObject({ did: z.array(line) }),
};
