import { createHash } from "node:crypto";

/** First 8 bytes of a SHA-1, as the unsigned big-endian number that etcd makes of them. */
function firstUint64(bytes: Buffer): bigint {
  return createHash("sha1").update(bytes).digest().readBigUInt64BE(0);
}

/**
 * The id etcd will give a member of a new static cluster, before any member runs: SHA-1 over its sorted peer URLs and the
 * cluster token (etcd server/etcdserver/api/membership/member.go, computeMemberId). Hexadecimal, as etcd prints it.
 */
export function predictMemberId(peerUrls: readonly string[], token: string): string {
  return memberNumber(peerUrls, token).toString(16);
}

/** The cluster id: SHA-1 over the sorted member ids, 8 bytes each (membership/cluster.go, genID). */
export function predictClusterId(members: readonly (readonly string[])[], token: string): string {
  const ids = members.map((urls) => memberNumber(urls, token)).sort((a, b) => (a < b ? -1 : 1));
  const bytes = Buffer.alloc(8 * ids.length);
  for (const [index, id] of ids.entries()) bytes.writeBigUInt64BE(id, 8 * index);
  return firstUint64(bytes).toString(16);
}

function memberNumber(peerUrls: readonly string[], token: string): bigint {
  return firstUint64(Buffer.from([...peerUrls].sort().join("") + token));
}
