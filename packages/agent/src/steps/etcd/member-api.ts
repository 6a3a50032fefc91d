import { AppError } from "@quorate/shared/errors";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { HostFiles } from "../../host/host.ts";
import type { Answer } from "../http-exchange.ts";
import { exchange, type TlsPair } from "./json-exchange.ts";

/** Ids in hexadecimal, as etcd prints them. */
export interface ResponseHeader {
  readonly clusterId: string;
  readonly memberId: string;
  readonly revision: string;
}

export interface ReadAnswer extends ResponseHeader {
  /** Undefined when there is no such key. */
  readonly value: string | undefined;
}

/** What one member says of itself. Answers are values: a member that is not up yet is no error. */
export interface MemberApi {
  /** Asks the peer port, which serves before there is a quorum. */
  peerVersion(signal: AbortSignal): Promise<Answer<string>>;
  /** True with a leader and a quorum. Asks the plain port for this host. */
  health(signal: AbortSignal): Promise<Answer<boolean>>;
  /** Linearizable: only a member with a quorum can answer. */
  read(key: string, signal: AbortSignal): Promise<Answer<ReadAnswer>>;
  /** Writes under a new etcd lease: the key vanishes by itself. */
  writeWithLease(key: string, value: string, ttlSeconds: number, signal: AbortSignal): Promise<Answer<ResponseHeader>>;
}

/** Reads the member's key pairs and speaks to it. Rejects CERTIFICATE_INVALID when a file is missing. */
export type ConnectMember = (files: Pick<HostFiles, "read">, member: EtcdMember) => Promise<MemberApi>;

export const connectMember: ConnectMember = async (files, member) => {
  const { peerCa, peerCert, peerKey, clientCa, rootCert, rootKey } = member.certificates;
  const [peer, root] = await Promise.all([
    readPair(files, peerCa, peerCert, peerKey),
    readPair(files, clientCa, rootCert, rootKey),
  ]);
  const peerPort = { host: member.address, port: member.peerPort, pair: peer };
  const clientPort = { host: member.address, port: member.clientPort, pair: root };
  const post = (path: string, body: object, signal: AbortSignal) => exchange(clientPort, path, signal, body);
  return {
    peerVersion: async (signal) => versionOf(await exchange(peerPort, "/version", signal)),
    health: async (signal) =>
      healthOf(await exchange({ host: "127.0.0.1", port: member.metricsPort }, "/health", signal)),
    read: async (key, signal) => readOf(await post("/v3/kv/range", { key: base64(key) }, signal)),
    writeWithLease: async (key, value, ttlSeconds, signal) => {
      const lease = leaseOf(await post("/v3/lease/grant", { TTL: String(ttlSeconds) }, signal));
      if (!lease.ok) return lease;
      const put = { key: base64(key), value: base64(value), lease: lease.value };
      return headerOf(await post("/v3/kv/put", put, signal));
    },
  };
};

/** Three PEM texts of a member's files. Rejects CERTIFICATE_INVALID when one is missing. */
export async function readPair(
  files: Pick<HostFiles, "read">,
  ca: string,
  cert: string,
  key: string,
): Promise<TlsPair> {
  const [caPem, certPem, keyPem] = await Promise.all([ca, cert, key].map((path) => files.read(path)));
  const missing = [ca, cert, key].filter((_path, at) => [caPem, certPem, keyPem][at] === undefined);
  if (caPem === undefined || certPem === undefined || keyPem === undefined) {
    throw new AppError("CERTIFICATE_INVALID", `${missing.join(", ")} is not there`);
  }
  return { ca: caPem, cert: certPem, key: keyPem };
}

function versionOf(answer: Answer<unknown>): Answer<string> {
  return converted(answer, (body) => text(field(body, "etcdserver")));
}

/** The string "true" in etcd 3.4 and 3.5. */
function healthOf(answer: Answer<unknown>): Answer<boolean> {
  return converted(answer, (body) => String(field(body, "health")) === "true");
}

function leaseOf(answer: Answer<unknown>): Answer<string> {
  return converted(answer, (body) => text(field(body, "ID")));
}

function headerOf(answer: Answer<unknown>): Answer<ResponseHeader> {
  return converted(answer, (body) => {
    const header = field(body, "header");
    return {
      clusterId: hexadecimal(field(header, "cluster_id")),
      memberId: hexadecimal(field(header, "member_id")),
      revision: text(field(header, "revision") ?? "0"),
    };
  });
}

function readOf(answer: Answer<unknown>): Answer<ReadAnswer> {
  const header = headerOf(answer);
  if (!header.ok || !answer.ok) return header.ok ? { ok: false, problem: "no answer" } : header;
  const pairs = field(answer.value, "kvs");
  const value = Array.isArray(pairs) ? field(pairs[0], "value") : undefined;
  const decoded = typeof value === "string" ? Buffer.from(value, "base64").toString("utf8") : undefined;
  return { ok: true, value: { ...header.value, value: decoded } };
}

/** The gateway writes 64-bit numbers as decimal strings; as numbers JSON.parse would round them. */
function hexadecimal(value: unknown): string {
  return BigInt(text(value)).toString(16);
}

function converted<T>(answer: Answer<unknown>, convert: (body: unknown) => T): Answer<T> {
  if (!answer.ok) return answer;
  try {
    return { ok: true, value: convert(answer.value) };
  } catch {
    return { ok: false, problem: `answers something else: ${JSON.stringify(answer.value).slice(0, 200)}` };
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError("not a string");
}

function base64(value: string): string {
  return Buffer.from(value, "utf8").toString("base64");
}
