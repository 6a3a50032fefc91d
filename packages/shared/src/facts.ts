import { z } from "zod";
import { hostNamePattern } from "./ids.ts";

const text = z.string().max(512);

const networkInterface = z.strictObject({
  name: z.string().max(32),
  mac: z.string().max(32),
  /** CIDR notation: 192.168.1.90/24. */
  addresses: z.array(z.string().max(64)).max(64),
});

/** What this product wrote on the host when it made an etcd member there. */
export const etcdGeneration = z.strictObject({
  token: z.string().max(128),
  clusterId: z.string().regex(/^[0-9a-f]{1,16}$/),
  dataDir: text,
  /** False between the first configuration and the proof of a healthy cluster. */
  formed: z.boolean(),
});

/** What kubeadm made of this host, by the guard file that its steps keep and by what is really there. */
export const kubernetesState = z.strictObject({
  role: z.enum(["control-plane", "worker"]),
  /** sha256:HEX of the public key of the cluster's CA. */
  caHash: z.string().max(80),
  /** False between the start of kubeadm and its good end. */
  joined: z.boolean(),
});

/** A record of ours on the host that cannot be read: what it said is unknown, which is not the same as absent. */
const damagedRecord = z.strictObject({
  file: text,
  /** The way out, for whoever is on the host. */
  hint: text,
});

/** What is: observed by the agent, replaced whole on every observation. No step edits it. */
export const hostFacts = z.strictObject({
  host: z.string().regex(hostNamePattern),
  agentVersion: text,
  bootId: text,
  machineId: text,
  /** DMI product UUID; empty where the machine has none. */
  productUuid: text,
  hostname: text,
  os: z.strictObject({ id: text, version: text, name: text, kernel: text, arch: text }),
  cpus: z.int().min(0),
  memoryMiB: z.int().min(0),
  packageManager: z.enum(["apt", "dnf", "yum", "none"]),
  interfaces: z.array(networkInterface).max(512),
  /** Interface of the default route; empty when there is none. */
  defaultInterface: text,
  etcd: etcdGeneration.optional(),
  kubernetes: kubernetesState.optional(),
  /** Absent where every record can be read. */
  damaged: z.array(damagedRecord).max(8).optional(),
});

export type HostFacts = z.infer<typeof hostFacts>;
export type KubernetesState = z.infer<typeof kubernetesState>;
export type EtcdGeneration = z.infer<typeof etcdGeneration>;

/** What an agent watches between runs; told by the coordinator, kept by the agent. */
export const watchTarget = z.strictObject({
  vip: z.union([z.ipv4(), z.ipv6(), z.literal("")]),
  /** https://IP:2379 of the member on this host; empty for none. */
  etcdClientUrl: z.string().max(128),
  etcdCaFile: text,
  etcdCertFile: text,
  etcdKeyFile: text,
});
export type WatchTarget = z.infer<typeof watchTarget>;
