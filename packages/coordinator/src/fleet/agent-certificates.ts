import type { Clock } from "@quorate/shared/clock";
import type { HostId } from "@quorate/shared/ids";
import type { Logger } from "@quorate/shared/log";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { CertificateAuthority } from "../pki/certificate-authority.ts";
import { issueAgentCertificate } from "../pki/coordinator-identity.ts";
import { Enrolment } from "../pki/enrolment.ts";
import { hashJoinToken } from "../pki/join-token.ts";
import { EnrolmentGate } from "./enrolment-gate.ts";
import { LateRenewal } from "./late-renewal.ts";
import { RenewalDesk } from "./renewal-desk.ts";

/** Short enough that a copy of a key is soon worth nothing, long enough for a night without a coordinator. */
export const defaultAgentLifeMs = 86_400_000;

export interface AgentCertificatePorts {
  readonly log: EventLog;
  readonly state: () => ClusterState;
  readonly fleetAuthority: CertificateAuthority;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lifeMs: number;
}

/** The three ways to an agent's certificate. */
export interface AgentCertificates {
  /** Over the agent's own stream. */
  readonly renewals: RenewalDesk;
  /** With a join token or with a certificate that expired, behind the limit on tries. */
  readonly gate: EnrolmentGate;
}

export function openAgentCertificates(ports: AgentCertificatePorts): AgentCertificates {
  const { log, state, fleetAuthority, clock, logger, lifeMs } = ports;
  const issue = (host: HostId, publicKeyDer: Uint8Array) =>
    issueAgentCertificate(fleetAuthority, { host, publicKeyDer, lifeMs });
  const enrolment = new Enrolment({ log, state, clock, issue });
  const renewals = new RenewalDesk({ log, state, clock, logger, issue });
  const late = new LateRenewal({ fleetAuthority, desk: renewals, clock });
  const gate = new EnrolmentGate({
    clock,
    enrol: (request) => enrolment.enrol(request),
    known: (token) => state().tokens.get(hashJoinToken(token.reveal())) !== undefined,
    renew: (request) => late.renew(request),
  });
  return { renewals, gate };
}
