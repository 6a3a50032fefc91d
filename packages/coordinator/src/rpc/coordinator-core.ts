import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent } from "@quorate/shared/events";
import type { Logger } from "@quorate/shared/log";
import type { Secret } from "@quorate/shared/secret";
import { openRuns } from "../engine/open-runs.ts";
import type { Runs } from "../engine/runs.ts";
import { type OpenFleet, openFleet } from "../fleet/open-fleet.ts";
import type { ClusterState } from "../journal/cluster-state.ts";
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
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when the coordinator stops. */
  readonly stopping: AbortSignal;
}

/** Everything of a coordinator that is no socket. */
export interface CoordinatorCore extends OpenFleet {
  /** False: the keys lie on the disk as they are. */
  readonly sealed: boolean;
  readonly authorities: AuthorityStore;
  readonly fleetAuthority: CertificateAuthority;
  readonly epoch: bigint;
  readonly runs: Runs;
}

export async function openCore({
  directory,
  log,
  version,
  agentLifeMs,
  passphrase,
  clock,
  logger,
  stopping,
}: CoreInput): Promise<CoordinatorCore> {
  const seal = await openSealed(directory, passphrase);
  const authorities = openAuthorityStore(directory.caDirectory, clock, seal);
  const fleetAuthority = await authorities.get("fleet");
  const before = log.state();
  const epoch = before.epoch + 1n;
  await log.append({ type: "coordinator.started", epoch: epoch.toString(), version }, ...closing(before, clock));
  const { state } = log;
  const fleet = openFleet(
    { log, state, authorities, fleetAuthority, clock, logger },
    { epoch, cluster: trustDomainOf(fleetAuthority), agentLifeMs },
  );
  const store = openSecretStore(directory.secretsDirectory, seal);
  const runs = openRuns({ fleet: fleet.registry, log, clock, epoch, stopping, store, authorities });
  return { ...fleet, sealed: seal.encrypts, authorities, fleetAuthority, epoch, runs };
}

/** The end of a run whose coordinator is gone: this one has a new epoch, so no agent takes up its leases. */
function closing({ currentRun, runs }: ClusterState, clock: Clock): readonly ClusterEvent[] {
  const run = currentRun === undefined ? undefined : runs.get(currentRun);
  if (!run) return [];
  const { code, message, hint, evidence } = new AppError("RUN_INTERRUPTED", "the coordinator stopped during the run");
  const durationMs = Math.max(0, clock.wallMs() - Date.parse(run.startedAt));
  const failure = { code, message, hint, evidence };
  return [{ type: "run.finished", run: run.run, outcome: "failed", durationMs, failure }];
}
