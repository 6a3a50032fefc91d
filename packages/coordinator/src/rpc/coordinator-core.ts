import { randomUUID } from "node:crypto";
import type { Clock } from "@quorate/shared/clock";
import type { Logger } from "@quorate/shared/log";
import type { Secret } from "@quorate/shared/secret";
import { type OpenBundle, openBundle } from "../bundle/open-bundle.ts";
import { type OpenRuns, openRuns } from "../engine/open-runs.ts";
import { startWindowOpen } from "../engine/start-window.ts";
import { type OpenFleet, openFleet } from "../fleet/open-fleet.ts";
import { openSecretStore } from "../journal/secret-store.ts";
import type { StateDirectory } from "../journal/state-directory.ts";
import { type AuthorityStore, openAuthorityStore } from "../pki/authority-store.ts";
import type { CertificateAuthority } from "../pki/certificate-authority.ts";
import { trustDomainOf } from "../pki/coordinator-identity.ts";
import type { LiveLog } from "./live-log.ts";
import { openSealed } from "./open-sealed.ts";

export interface CoreInput {
  readonly directory: StateDirectory;
  readonly log: LiveLog;
  readonly version: string;
  readonly agentLifeMs: number;
  readonly passphrase?: Secret<string> | undefined;
  readonly bundleFile?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when the coordinator stops. */
  readonly stopping: AbortSignal;
}

/** Everything of a coordinator that is no socket. */
export interface CoordinatorCore extends OpenFleet, OpenRuns {
  /** False: the keys lie on the disk as they are. */
  readonly sealed: boolean;
  readonly bundle?: OpenBundle | undefined;
  readonly startWindowOpen: () => boolean;
  readonly authorities: AuthorityStore;
  readonly fleetAuthority: CertificateAuthority;
  readonly epoch: bigint;
}

export async function openCore({
  directory,
  log,
  version,
  agentLifeMs,
  passphrase,
  bundleFile,
  clock,
  logger,
  stopping,
}: CoreInput): Promise<CoordinatorCore> {
  const seal = await openSealed(directory, passphrase);
  const authorities = openAuthorityStore(directory.caDirectory, clock, seal);
  const fleetAuthority = await authorities.get("fleet");
  const bundle = bundleFile === undefined ? undefined : await openBundle(bundleFile);
  const epoch = log.state().epoch + 1n;
  await log.append({ type: "coordinator.started", epoch: epoch.toString(), version });
  const { state } = log;
  const fleet = openFleet(
    { log, state, authorities, fleetAuthority, clock, logger },
    { epoch, instance: randomUUID(), cluster: trustDomainOf(fleetAuthority), agentLifeMs },
  );
  const store = openSecretStore(directory.secretsDirectory, seal);
  const opened = openRuns({ fleet: fleet.registry, log, state, clock, epoch, stopping, store, authorities, bundle });
  const own = { sealed: seal.encrypts, authorities, fleetAuthority, epoch, bundle };
  return { ...fleet, ...opened, ...own, startWindowOpen: () => startWindowOpen(state()) };
}
