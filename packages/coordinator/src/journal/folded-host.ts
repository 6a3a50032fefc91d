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
  /** RFC 3339, UTC; absent in the log of an older coordinator. */
  readonly notAfter?: string;
  /** A certified key that the agent has not said it has: it may use either. */
  readonly successor?: SuccessorKey;
  /** Until it enrols again. */
  readonly revoked?: { readonly at: string; readonly by: string };
  /** Keys that were taken back, by their hashes: they are never this host's again. */
  readonly barred: readonly string[];
  /** As it was when the host enrolled. */
  readonly facts: HostFacts;
  /** False after every start of a coordinator, until the agent comes back. */
  readonly connected: boolean;
  readonly lastConnected?: { readonly at: string; readonly bootId: string; readonly agentVersion: string };
  readonly lastLost?: { readonly at: string; readonly reason: string };
}

export interface SuccessorKey {
  readonly spkiSha256: string;
  readonly serial: string;
  readonly notAfter: string;
  readonly certificatePem: string;
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

/** Somebody may have a key or a token that is not theirs. */
export interface Alarm {
  readonly at: string;
  readonly host: string;
  readonly reason: string;
  /** IP address. */
  readonly from: string;
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

/** A token that two keys brought, or an agent that spoke for another host; that a token expired alarms nobody. */
export function raiseAlarm(
  alarms: KeyedList<string, Alarm>,
  { host, code, reason, from, tokenHash }: Event<"host.refused">,
  at: string,
): KeyedList<string, Alarm> {
  if (tokenHash === undefined && code !== "PERMISSION_DENIED") return alarms;
  return alarms.with(host, { at, host, reason, from });
}

/** Enrolling again replaces the key: the old certificate is then nobody's. */
export function enrolHost(hosts: Hosts, event: Event<"host.enrolled">, at: string): Hosts {
  const { host, spkiSha256, serial, notAfter, facts } = event;
  const { successor: _gone, revoked: _over, notAfter: _past, ...before } = hosts.get(host) ?? fresh;
  const now = { ...(notAfter === undefined ? {} : { notAfter }), host, enrolledAt: at, spkiSha256, serial, facts };
  return hosts.with(host, { ...before, ...now });
}

const fresh: Pick<FoldedHost, "connected" | "barred" | "successor" | "revoked" | "notAfter"> = {
  connected: false,
  barred: [],
};

/** Only what the host's own key asked for: it may have been revoked or enrolled with another while that was under way. */
export function certifyHost(hosts: Hosts, event: Event<"host.certified">): Hosts | undefined {
  const known = hosts.get(event.host);
  const { spkiSha256, serial, notAfter, certificatePem, formerSpkiSha256 } = event;
  if (!known || keyStanding(known, formerSpkiSha256) === "none") return undefined;
  const owner = keyStanding(known, formerSpkiSha256) === "successor" ? adopt(known) : known;
  return hosts.with(event.host, { ...owner, successor: { spkiSha256, serial, notAfter, certificatePem } });
}

export function rekeyHost(hosts: Hosts, { host, spkiSha256 }: Event<"host.rekeyed">): Hosts | undefined {
  const known = hosts.get(host);
  if (!known || keyStanding(known, spkiSha256) !== "successor") return undefined;
  return hosts.with(host, adopt(known));
}

export function revokeHost(hosts: Hosts, { host, by }: Event<"host.revoked">, at: string): Hosts | undefined {
  const known = hosts.get(host);
  if (!known) return undefined;
  const { successor, ...rest } = known;
  const barred = [...known.barred, known.spkiSha256, ...(successor ? [successor.spkiSha256] : [])];
  return hosts.with(host, { ...rest, revoked: { at, by }, barred: [...new Set(barred)] });
}

/** Those that were made before the revocation. */
export function endTokensOf(tokens: Tokens, host: HostId): Tokens {
  return tokens.map((token) =>
    token.host === host && token.ended === undefined ? { ...token, ended: `${host} was revoked` } : token,
  );
}

/** What a key is to its host now. */
export function keyStanding(host: FoldedHost, spkiSha256: string): "current" | "successor" | "none" {
  if (host.revoked) return "none";
  if (host.spkiSha256 === spkiSha256) return "current";
  return host.successor?.spkiSha256 === spkiSha256 ? "successor" : "none";
}

function adopt(host: FoldedHost): FoldedHost {
  const { successor, ...rest } = host;
  if (!successor) return host;
  const { spkiSha256, serial, notAfter } = successor;
  return { ...rest, spkiSha256, serial, notAfter };
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
