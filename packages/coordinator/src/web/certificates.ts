import { X509Certificate } from "node:crypto";
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

const dayMs = 86_400_000;

export const daysLeft = ({ notAfterMs }: KnownCertificate, nowMs: number): number =>
  Math.floor((notAfterMs - nowMs) / dayMs);

/** The ones that end first come first. */
export function knownCertificates({ hosts, tokens, runs }: ClusterState): readonly KnownCertificate[] {
  const found = new Map<string, KnownCertificate>();
  for (const { steps } of runs) {
    for (const { step, certificates } of steps) {
      for (const { role, notAfter } of certificates) {
        found.set(`${step.host} ${role}`, { host: step.host, role, notAfterMs: Date.parse(notAfter) });
      }
    }
  }
  const agents = [...hosts].flatMap((host) => agentCertificate(host, [...tokens]));
  return [...found.values(), ...agents].toSorted((a, b) => a.notAfterMs - b.notAfterMs);
}

type Token = ClusterState["tokens"] extends Iterable<infer T> ? T : never;

/** It is in the log only as text, with the token that it was given for. */
function agentCertificate({ host, serial }: FoldedHost, tokens: readonly Token[]): readonly KnownCertificate[] {
  const pem = tokens.findLast(({ bound }) => bound?.serial === serial)?.bound?.certificatePem;
  if (pem === undefined) return [];
  return [{ host, role: "agent", notAfterMs: new X509Certificate(pem).validToDate.getTime() }];
}
