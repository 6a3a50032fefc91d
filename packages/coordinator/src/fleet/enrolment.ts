import type { Clock } from "@quorate/shared/clock";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { CertificateAuthority } from "../pki/certificate-authority.ts";
import { issueAgentCertificate } from "../pki/coordinator-identity.ts";
import { Enrolment } from "../pki/enrolment.ts";
import { hashJoinToken } from "../pki/join-token.ts";
import { EnrolmentGate } from "./enrolment-gate.ts";

/**
 * Agents have no way to renew: a year, after which a host enrols again. Taking a key back does not wait for that:
 * a stream is refused as soon as the host is enrolled with another one.
 */
const agentDays = 365;

export interface EnrolmentPorts {
  readonly log: EventLog;
  readonly state: () => ClusterState;
  readonly fleetAuthority: CertificateAuthority;
  readonly clock: Clock;
}

/** From a join token to an agent certificate, behind the limit on tries. */
export function openEnrolment({ log, state, fleetAuthority, clock }: EnrolmentPorts): EnrolmentGate {
  const enrolment = new Enrolment({
    ...{ log, state, clock },
    issue: (host, publicKeyDer) => issueAgentCertificate(fleetAuthority, { host, publicKeyDer, days: agentDays }),
  });
  return new EnrolmentGate({
    clock,
    enrol: (request) => enrolment.enrol(request),
    known: (token) => state().tokens.get(hashJoinToken(token.reveal())) !== undefined,
  });
}
