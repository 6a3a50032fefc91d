import type { Clock } from "@quorate/shared/clock";
import type { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import { keyStanding } from "../journal/folded-host.ts";
import type { AuthorityStore } from "../pki/authority-store.ts";
import type { CertificateAuthority } from "../pki/certificate-authority.ts";
import { openAgentCertificates } from "./agent-certificates.ts";
import type { AgentIdentity } from "./agent-identity.ts";
import { AgentRegistry, defaultRegistrySettings } from "./agent-registry.ts";
import { CertificateDesk } from "./certificate-desk.ts";
import type { EnrolmentGate } from "./enrolment-gate.ts";
import { keyRefused } from "./key-refused.ts";
import { leaseBook } from "./lease-book.ts";

export interface FleetPorts {
  readonly log: EventLog;
  readonly state: () => ClusterState;
  readonly authorities: Pick<AuthorityStore, "get">;
  readonly fleetAuthority: CertificateAuthority;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface FleetSettings {
  readonly epoch: bigint;
  /** Random, of this start of the coordinator. */
  readonly instance: string;
  /** The name that agents show for what they belong to. */
  readonly cluster: string;
  /** Of an agent's certificate; it renews at half of it. */
  readonly agentLifeMs: number;
}

export interface OpenFleet {
  readonly registry: AgentRegistry;
  readonly gate: EnrolmentGate;
  /** Why an agent with this certificate may not open a stream. */
  readonly refusal: (identity: AgentIdentity) => AppError | undefined;
}

/** The registry with what it answers from, and the door that new hosts come through. */
export function openFleet(ports: FleetPorts, { agentLifeMs: lifeMs, ...settings }: FleetSettings): OpenFleet {
  const { log, state, authorities, fleetAuthority, clock, logger } = ports;
  const certificates = new CertificateDesk({ leases: leaseBook(state), authorities, log, logger });
  const { renewals, gate } = openAgentCertificates({ log, state, fleetAuthority, clock, logger, lifeMs });
  const registry = new AgentRegistry(
    { log, clock, logger, certificates, renewals },
    { ...defaultRegistrySettings, ...settings },
  );
  log.subscribe(({ event }) => {
    if (event.type === "host.enrolled") registry.keyChanged(event.host, event.spkiSha256);
    if (event.type === "host.revoked") registry.cut(event.host, keyRefused(state(), event.host));
  });
  return { registry, gate, refusal: (identity) => refusal(state(), identity) };
}

/** A host has one key, and for a moment the one that follows it. */
function refusal(state: ClusterState, { host, spkiSha256 }: AgentIdentity): AppError | undefined {
  const known = state.hosts.get(host);
  return known && keyStanding(known, spkiSha256) !== "none" ? undefined : keyRefused(state, host);
}
