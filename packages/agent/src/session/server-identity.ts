import { isIP } from "node:net";
import { checkServerIdentity, createSecureContext, type PeerCertificate } from "node:tls";
import { type ChannelCredentials, type ChannelOptions, credentials, type VerifyOptions } from "@grpc/grpc-js";
import { AppError } from "@quorate/shared/errors";
import { parseAddress } from "./pinned-ca.ts";

/** Subject alternative names as Node prints them: "URI:spiffe://…", "DNS:…", "IP Address:…". */
export type PeerNames = readonly string[];

/**
 * The normal check of the host's name or address, and then a second one of the peer's names: a certificate of the right CA
 * for the right address may still be an agent's.
 */
export function demandNames(
  address: string,
  refuse: (names: PeerNames) => Error | undefined,
): { readonly verify: VerifyOptions; readonly channel: ChannelOptions } {
  const { host } = parseAddress(address);
  const check = (_shown: string, peer: PeerCertificate): Error | undefined =>
    checkServerIdentity(host, peer) ?? refuse((peer.subjectaltname ?? "").split(", "));
  // RFC 6066 allows no address as the server name that TLS shows; grpc-js would show one.
  const channel = isIP(host) === 0 ? {} : { "grpc.ssl_target_name_override": "coordinator" };
  return { verify: { checkServerIdentity: check }, channel };
}

/** That the peer is the coordinator this agent enrolled with. */
export function demandUri(uri: string): (names: PeerNames) => Error | undefined {
  return (names) =>
    names.includes(`URI:${uri}`)
      ? undefined
      : new AppError("CA_MISMATCH", `the peer's certificate does not name ${uri}`);
}

/** TLS 1.3 that trusts this CA and no other; with key and certificate when the agent has some to show. All PEM. */
export function pinnedCredentials(
  { caPem: ca, keyPem: key, certPem: cert }: { caPem: string; keyPem?: string; certPem?: string },
  verify: VerifyOptions,
): ChannelCredentials {
  const own = key === undefined || cert === undefined ? {} : { key, cert };
  return credentials.createFromSecureContext(createSecureContext({ ca, ...own, minVersion: "TLSv1.3" }), verify);
}
