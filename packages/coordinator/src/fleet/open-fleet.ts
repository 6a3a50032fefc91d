import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { AuthorityStore } from "../pki/authority-store.ts";
import type { AgentIdentity } from "./agent-identity.ts";
import { AgentRegistry, defaultRegistrySettings } from "./agent-registry.ts";
import { CertificateDesk } from "./certificate-desk.ts";
import { leaseBook } from "./lease-book.ts";

export interface FleetPorts {
  readonly log: EventLog;
  readonly state: () => ClusterState;
  readonly authorities: Pick<AuthorityStore, "get">;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OpenFleet {
  readonly registry: AgentRegistry;
  /** Why an agent with this certificate may not open a stream. */
  readonly refusal: (identity: AgentIdentity) => AppError | undefined;
}

/** The registry with what it answers from. `cluster` is the name that agents show for what they belong to. */
export function openFleet(ports: FleetPorts, { epoch, cluster }: { epoch: bigint; cluster: string }): OpenFleet {
  const { log, state, authorities, clock, logger } = ports;
  const certificates = new CertificateDesk({ leases: leaseBook(state), authorities, log, logger });
  const registry = new AgentRegistry(
    { log, clock, logger, certificates },
    { ...defaultRegistrySettings, epoch, cluster },
  );
  log.subscribe(({ event }) => {
    if (event.type === "host.enrolled") registry.keyChanged(event.host, event.spkiSha256);
  });
  return { registry, refusal: (identity) => refusal(state(), identity) };
}

/** A host has one key: the one it enrolled with last. */
function refusal(state: ClusterState, { host, spkiSha256 }: AgentIdentity): AppError | undefined {
  const enrolled = state.hosts.get(host);
  if (enrolled?.spkiSha256 === spkiSha256) return undefined;
  const why = enrolled ? "was enrolled again with another key" : "is not enrolled here";
  return new AppError("PERMISSION_DENIED", `${host} ${why}`, {
    hint: `enrol it with a new token: coordinator token create ${host}`,
  });
}
