import { z } from "zod";
import {
  dataDirectory,
  etcdId,
  fileBelow,
  hostName,
  ipAddress,
  line,
  milliseconds,
  pkiFile,
  port,
  sha256,
  unitName,
  url,
  userName,
} from "./grammar.ts";

const none = z.strictObject({});

/** One generation of a cluster: its token is never reused, because a reused token can bring old data back. */
const generation = z.strictObject({
  token: z.string().regex(/^[a-z0-9][a-z0-9-]{7,100}$/),
  clusterId: etcdId,
});

const member = z.strictObject({ name: hostName, address: ipAddress, memberId: etcdId });

/** Everything a host needs to know of the cluster its member belongs to. */
export const etcdMember = z.strictObject({
  name: hostName,
  address: ipAddress,
  clientPort: port,
  peerPort: port,
  metricsPort: port,
  members: z.array(member).min(1).max(9),
  generation,
  dataDir: dataDirectory,
  configFile: fileBelow("/etc/etcd"),
  unit: unitName,
  user: userName,
  certificates: z.strictObject({
    peerCa: pkiFile,
    peerCert: pkiFile,
    peerKey: pkiFile,
    clientCa: pkiFile,
    serverCert: pkiFile,
    serverKey: pkiFile,
    /** Client pair of root on this host, for etcdctl and for the agent's own proofs. */
    rootCert: pkiFile,
    rootKey: pkiFile,
  }),
});
export type EtcdMember = z.infer<typeof etcdMember>;

export const etcdUser = { input: z.strictObject({ user: userName, home: dataDirectory }), output: none };

export const etcdTarball = {
  input: z.strictObject({
    url,
    sha256,
    binDir: fileBelow("/usr/local", "/opt"),
  }),
  output: none,
};

/** Data of another cluster is renamed, never deleted, and only while no etcd runs on it. */
export const etcdDataDirectory = {
  input: z.strictObject({ member: etcdMember }),
  output: z.strictObject({ movedTo: line.optional() }),
};

export const etcdConfigure = {
  input: z.strictObject({
    member: etcdMember,
    binary: fileBelow("/usr", "/opt"),
    heartbeatMs: milliseconds,
    electionMs: milliseconds,
    quotaBytes: z.int().min(16_777_216),
    autoCompactionHours: z.int().min(1).max(720),
    snapshotCount: z.int().min(1000),
  }),
  output: z.strictObject({ restartNeeded: z.boolean() }),
};

export const etcdStart = {
  input: z.strictObject({
    member: etcdMember,
    startWindowMs: milliseconds,
    clockToleranceMs: milliseconds,
    minFreeMiB: z.int().min(0),
  }),
  output: z.strictObject({ memberId: etcdId, clusterId: etcdId, version: line }),
};

/** One linearizable write; the key vanishes by itself with its etcd lease. */
export const etcdWriteProof = {
  input: z.strictObject({ member: etcdMember, key: line, value: line, ttlSeconds: z.int().min(5).max(600) }),
  output: z.strictObject({ revision: z.string(), clusterId: etcdId, memberId: etcdId }),
};

export const etcdReadProof = {
  input: z.strictObject({ member: etcdMember, key: line, value: line }),
  output: z.strictObject({ clusterId: etcdId, memberId: etcdId, healthy: z.boolean() }),
};

/** Empties the keys below one prefix, after a snapshot that was read back; needs stopped apiservers. */
export const etcdPurge = {
  input: z.strictObject({
    member: etcdMember,
    /** Deleted is what lies below it and nothing else. */
    prefix: z.string().regex(/^\/[a-z0-9-]+\/$/),
    /** Hosts whose apiservers may have written: a live master lease of any other address means that the data is somebody else's. */
    apiservers: z.array(ipAddress).min(1).max(64),
    /** Where the verified snapshot goes first. */
    snapshotDirectory: dataDirectory,
  }),
  output: z.strictObject({ snapshot: line.optional(), deleted: z.int() }),
};

/** The operator's explicit wish: member stopped, data directory and configuration of this member gone. */
export const etcdDestroy = {
  input: z.strictObject({ dataDir: dataDirectory, configFile: fileBelow("/etc/etcd"), unit: unitName }),
  output: z.strictObject({ did: z.array(line), left: z.array(line) }),
};

/** After formation: initial-cluster-state says existing, the generation is marked as formed, etcdctl needs no flags. */
export const etcdSettle = { input: z.strictObject({ member: etcdMember }), output: none };
