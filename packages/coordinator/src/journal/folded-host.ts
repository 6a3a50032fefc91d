import type { ClusterEvent, EventType } from "@quorate/shared/events";
import type { HostFacts } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";
import type { KeyedList } from "./keyed-list.ts";

/** A host that enrolled, as the log knows it. Times as in EventRecord. */
export interface FoldedHost {
  readonly host: HostId;
  readonly enrolledAt: string;
  /** Of the agent's public key, hexadecimal; a certificate over another key is not this host's any more. */
  readonly spkiSha256: string;
  readonly serial: string;
  /** As it was when the host enrolled. */
  readonly facts: HostFacts;
  /** False after every start of a coordinator, until the agent comes back. */
  readonly connected: boolean;
  readonly lastConnected?: { readonly at: string; readonly bootId: string; readonly agentVersion: string };
  readonly lastLost?: { readonly at: string; readonly reason: string };
}

/** A join token, by the hash of its text. */
export interface FoldedToken {
  readonly hash: string;
  readonly host: HostId;
  /** Address that the host must come from; empty for any. */
  readonly address: string;
  readonly expiresAt: string;
  readonly by: string;
  /** What the first use made of it: the key it now belongs to, and the certificate that key got. */
  readonly bound?: { readonly spkiSha256: string; readonly serial: string; readonly certificatePem?: string };
  /** Why it is good for nothing any more, whoever brings it. */
  readonly ended?: string;
}

type Hosts = KeyedList<HostId, FoldedHost>;
type Tokens = KeyedList<string, FoldedToken>;
type Event<T extends EventType> = Extract<ClusterEvent, { type: T }>;

export function createToken(tokens: Tokens, event: Event<"token.created">): Tokens {
  const { tokenHash, host, address, expiresAt, by } = event;
  return tokens.with(tokenHash, { hash: tokenHash, host, address, expiresAt, by });
}

export function bindToken(tokens: Tokens, event: Event<"host.enrolled">): Tokens {
  const token = tokens.get(event.tokenHash);
  if (!token) return tokens;
  const { spkiSha256, serial, certificatePem } = event;
  const bound = { spkiSha256, serial, ...(certificatePem === undefined ? {} : { certificatePem }) };
  return tokens.with(event.tokenHash, { ...token, bound });
}

export function endToken(tokens: Tokens, event: Event<"host.refused">): Tokens {
  const token = event.tokenHash === undefined ? undefined : tokens.get(event.tokenHash);
  return token ? tokens.with(token.hash, { ...token, ended: event.reason }) : tokens;
}

/** Enrolling again replaces the key: the old certificate is then nobody's. */
export function enrolHost(hosts: Hosts, event: Event<"host.enrolled">, at: string): Hosts {
  const { host, spkiSha256, serial, facts } = event;
  const before = hosts.get(host);
  return hosts.with(host, { connected: false, ...before, host, enrolledAt: at, spkiSha256, serial, facts });
}

/** Undefined when no such host ever enrolled. */
export function connectHost(hosts: Hosts, event: Event<"host.connected">, at: string): Hosts | undefined {
  const known = hosts.get(event.host);
  const { bootId, agentVersion } = event;
  return known && hosts.with(event.host, { ...known, connected: true, lastConnected: { at, bootId, agentVersion } });
}

export function loseHost(hosts: Hosts, event: Event<"host.lost">, at: string): Hosts | undefined {
  const known = hosts.get(event.host);
  return known && hosts.with(event.host, { ...known, connected: false, lastLost: { at, reason: event.reason } });
}

/** Streams die with the coordinator that held them, and nothing in the log says so. */
export function disconnectAll(hosts: Hosts): Hosts {
  return hosts.map((host) => (host.connected ? { ...host, connected: false } : host));
}
