import type { EtcdMember } from "@quorate/shared/step/etcd";
import { z } from "zod";
import type { HostFiles } from "../../host/host.ts";
import type { Answer } from "../http-exchange.ts";
import { exchange } from "./json-exchange.ts";
import { readPair } from "./member-api.ts";

/** Whoever answers, with its ids in hexadecimal, and how far the whole store has come. */
export interface StoreHeader {
  readonly clusterId: string;
  readonly memberId: string;
  /** Of the last change of any key. */
  readonly revision: bigint;
}

export interface KeyCount extends StoreHeader {
  readonly count: number;
}

export interface KeyNames extends StoreHeader {
  readonly names: readonly string[];
}

/** What lies below one prefix of an etcd, without values; and its end. Answers are values: a member without a quorum is no error. */
export interface KeyRange {
  count(prefix: string, signal: AbortSignal): Promise<Answer<KeyCount>>;
  countAll(signal: AbortSignal): Promise<Answer<KeyCount>>;
  /** At most 100 names. */
  names(prefix: string, signal: AbortSignal): Promise<Answer<KeyNames>>;
  /** The name of one key below the prefix that was written after the revision; undefined when there is none. */
  writtenSince(prefix: string, revision: bigint, signal: AbortSignal): Promise<Answer<string | undefined>>;
  /** Deletes all keys below the prefix unless one of them was written after the revision: undefined then, and nothing was deleted. */
  deleteUnchanged(prefix: string, revision: bigint, signal: AbortSignal): Promise<Answer<number | undefined>>;
  /** Of the member's database file. */
  databaseBytes(signal: AbortSignal): Promise<Answer<number>>;
}

export type ConnectRange = (files: Pick<HostFiles, "read">, member: EtcdMember) => Promise<KeyRange>;

/** etcd itself gives up a request that it cannot apply within 7 s; a large range takes a while to count on a slow disk. */
const timeoutMs = 15_000;
const mostNames = 100;

/** Linearizable, through etcd's JSON gateway and with root's client pair. Rejects CERTIFICATE_INVALID when a file of it is missing. */
export const connectRange: ConnectRange = async (files, member) => {
  const { clientCa, rootCert, rootKey } = member.certificates;
  const pair = await readPair(files, clientCa, rootCert, rootKey);
  const peer = { host: member.address, port: member.clientPort, pair, timeoutMs };
  const range = async (body: object, signal: AbortSignal) =>
    parsed(rangeAnswer, await exchange(peer, "/v3/kv/range", signal, body));
  return {
    count: async (prefix, signal) => range({ ...below(prefix), count_only: true }, signal),
    countAll: async (signal) => range({ key: anyKey, range_end: anyKey, count_only: true }, signal),
    names: async (prefix, signal) => range({ ...below(prefix), keys_only: true, limit: String(mostNames) }, signal),
    writtenSince: async (prefix, revision, signal) => {
      const newer = { min_mod_revision: String(revision + 1n), keys_only: true, limit: "1" };
      const answer = await range({ ...below(prefix), ...newer }, signal);
      return answer.ok ? { ok: true, value: answer.value.names[0] } : answer;
    },
    deleteUnchanged: async (prefix, revision, signal) =>
      parsed(deleteAnswer, await exchange(peer, "/v3/kv/txn", signal, deletion(prefix, revision))),
    databaseBytes: async (signal) => parsed(statusAnswer, await exchange(peer, "/v3/maintenance/status", signal, {})),
  };
};

/** The API's way to say "every key" (etcd API reference, RangeRequest). */
const anyKey = Buffer.from([0]).toString("base64");

/** From the prefix up to, and without, the next key that does not begin with it. */
export function below(prefix: string): { readonly key: string; readonly range_end: string } {
  const end = Buffer.from(prefix, "utf8");
  // A prefix ends with a slash, so its last byte has a successor.
  end.writeUInt8(end.readUInt8(end.length - 1) + 1, end.length - 1);
  return { key: Buffer.from(prefix, "utf8").toString("base64"), range_end: end.toString("base64") };
}

function deletion(prefix: string, revision: bigint): object {
  const range = below(prefix);
  return {
    compare: [{ ...range, target: "MOD", result: "LESS", mod_revision: String(revision + 1n) }],
    success: [{ request_delete_range: range }],
  };
}

/** The gateway writes 64-bit numbers as decimal strings and leaves out zeros. */
const number = z.string().regex(/^\d+$/);
const hexadecimal = number.transform((text) => BigInt(text).toString(16));
const rangeAnswer = z
  .object({
    header: z.object({ cluster_id: hexadecimal, member_id: hexadecimal, revision: number }),
    count: number.default("0"),
    kvs: z.array(z.object({ key: z.base64() })).default([]),
  })
  .transform(({ header, count, kvs }) => ({
    clusterId: header.cluster_id,
    memberId: header.member_id,
    revision: BigInt(header.revision),
    count: Number(count),
    names: kvs.map(({ key }) => Buffer.from(key, "base64").toString("utf8")),
  }));
const deleteAnswer = z
  .object({
    succeeded: z.boolean().default(false),
    responses: z.array(z.object({ response_delete_range: z.object({ deleted: number.default("0") }) })).default([]),
  })
  .transform(({ succeeded, responses }) =>
    succeeded ? Number(responses[0]?.response_delete_range.deleted ?? 0) : undefined,
  );
const statusAnswer = z.object({ dbSize: number }).transform(({ dbSize }) => Number(dbSize));

function parsed<T>(schema: z.ZodType<T>, answer: Answer<unknown>): Answer<T> {
  if (!answer.ok) return answer;
  const result = schema.safeParse(answer.value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problem: `answers something else: ${JSON.stringify(answer.value).slice(0, 200)}` };
}
