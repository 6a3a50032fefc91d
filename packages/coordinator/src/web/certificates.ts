import type { HostId } from "@quorate/shared/ids";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { FoldedHost } from "../journal/folded-host.ts";

/** A certificate that is in use, as far as the log knows: the last of its role on its host. */
export interface KnownCertificate {
  readonly host: HostId;
  /** As in the plan: etcd-peer, etcd-server, …; `agent` for what the host's agent shows the coordinator. */
  readonly role: string;
  /** Milliseconds since 1970. */
  readonly notAfterMs: number;
}

/** It lives a day and renews itself, so only its end is news. */
export const agentRole = "agent";

const dayMs = 86_400_000;

/** Whole days; below two of them with a decimal, because an agent's certificate lives one. */
export function daysLeft({ notAfterMs }: KnownCertificate, nowMs: number): number {
  const days = (notAfterMs - nowMs) / dayMs;
  return Math.abs(days) < 2 ? Math.floor(days * 10) / 10 : Math.floor(days);
}

/** The ones that end first come first. */
export function knownCertificates({ hosts, runs }: ClusterState): readonly KnownCertificate[] {
  const found = new Map<string, KnownCertificate>();
  for (const { steps } of runs) {
    for (const { step, certificates } of steps) {
      for (const { role, notAfter } of certificates) {
        found.set(`${step.host} ${role}`, { host: step.host, role, notAfterMs: Date.parse(notAfter) });
      }
    }
  }
  const all = [...found.values(), ...[...hosts].flatMap(agentCertificate)];
  return all.toSorted((a, b) => a.notAfterMs - b.notAfterMs);
}

/** The newest, which the agent takes over by itself; a host that was cut off has none. */
function agentCertificate({ host, notAfter, successor, revoked }: FoldedHost): readonly KnownCertificate[] {
  const until = successor?.notAfter ?? notAfter;
  return until === undefined || revoked ? [] : [{ host, role: agentRole, notAfterMs: Date.parse(until) }];
}
