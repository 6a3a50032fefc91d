import { type Clock, systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import type { Secret } from "@quorate/shared/secret";
import { grantKubeconfig } from "../engine/grant-kubeconfig.ts";
import { defaultAgentLifeMs } from "../fleet/agent-certificates.ts";
import { makeToken } from "../fleet/make-token.ts";
import { revokeHost } from "../fleet/revoke-host.ts";
import { openStateDirectory, refuseOtherOwner } from "../journal/state-directory.ts";
import type { AdminPorts } from "./admin-calls.ts";
import { openAdminSockets, type RoleSockets, usualSocketDirectory } from "./admin-sockets.ts";
import type { ConnectionLimits } from "./connection-cap.ts";
import { type CoordinatorCore, openCore } from "./coordinator-core.ts";
import { type CoordinatorView, coordinatorView } from "./coordinator-view.ts";
import { type LiveLog, openLiveLog } from "./live-log.ts";
import { openNetworkPorts } from "./network-ports.ts";

export interface CoordinatorSettings {
  readonly stateDir: string;
  readonly version: string;
  /** HOST:PORT to listen on, brackets around IPv6. */
  readonly enrolAddress?: string;
  readonly controlAddress?: string;
  /** Names and addresses that hosts reach this machine by, all of them in its certificate; the first is told to agents. */
  readonly advertise: readonly string[];
  readonly logger: Logger;
  /** How long an agent's certificate is good. */
  readonly agentLifeMs?: number;
  /** Opens the keys in the state directory, or encrypts them from now on. */
  readonly passphrase?: Secret<string> | undefined;
  /** File of the bundle that hosts get packages and images from. */
  readonly bundle?: string | undefined;
  /** Without it only the owner of the state directory reaches the coordinator. */
  readonly roleSockets?: RoleSockets;
  readonly clock?: Clock;
  readonly enrolLimits?: ConnectionLimits;
  readonly controlLimits?: ConnectionLimits;
}

export interface Coordinator {
  readonly adminSocket: string;
  /** What agents pin: sha256:… of the fleet CA's key. */
  readonly caHash: string;
  readonly enrolPort: number;
  readonly controlPort: number;
  readonly epoch: bigint;
  /** False: whoever has a copy of the state directory has the keys of the CAs. */
  readonly sealed: boolean;
  /** Rejects when the event log cannot be written: the coordinator is then to be stopped. */
  readonly broken: Promise<never>;
  readonly view: CoordinatorView;
  /** Begins no more steps; resolves when none is under way, or after so long. */
  pause(limitMs: number): Promise<void>;
  /** A run under way is left as the log has it; the next coordinator can go on with it. Safe to call twice. */
  stop(): Promise<void>;
}

/** For whoever starts a coordinator on a state that a copy of the disk gives away. */
export const notEncrypted = "the keys of the CAs are not encrypted; --ca-passphrase-file FILE encrypts them";

export const defaultEnrolAddress = "0.0.0.0:7444";
export const defaultControlAddress = "0.0.0.0:7443";

/** Strangers may connect: few at a time, and an enrolment takes two connections. */
const defaultEnrolLimits: ConnectionLimits = { total: 512, perAddress: 64 };
/** An agent holds one connection, two while it changes them; many agents behind one address are a router's doing. */
const defaultControlLimits: ConnectionLimits = { total: 16_384, perAddress: 256 };
/** Calls that are under way when the coordinator stops may end by themselves for so long. */
const graceMs = 500;

/**
 * Opens the state directory, goes on with its log under a new epoch, and listens. Rejects COORDINATOR_LOCKED, LOG_CORRUPT,
 * PORT_TAKEN, USAGE and whatever else keeps a coordinator from starting; nothing is then left open.
 */
export async function startCoordinator(settings: CoordinatorSettings): Promise<Coordinator> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };
  try {
    return await open(settings, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  settings: CoordinatorSettings,
  closers: (() => void | Promise<void>)[],
  close: () => Promise<void>,
): Promise<Coordinator> {
  const { clock = systemClock, logger, version, passphrase, agentLifeMs = defaultAgentLifeMs } = settings;
  const stopping = new AbortController();
  const directory = openStateDirectory(settings.stateDir);
  closers.push(() => directory.close());
  refuseOtherOwner(directory);
  const log = openLiveLog(directory.eventsFile, clock);
  closers.push(() => log.close());
  const core = await openCore({
    ...{ directory, log, version, agentLifeMs, passphrase, bundleFile: settings.bundle, clock, logger },
    stopping: stopping.signal,
  });
  closers.push(async () => core.bundle?.close());
  const network = await openNetworkPorts({ ...withDefaults(settings), clock, logger }, core);
  closers.push(() => network.stop(graceMs));
  const { enrolAddress, enrolPort, controlPort } = network;
  const view = coordinatorView({ log, directory, clock, network, ...core, stopping: stopping.signal });
  const { caHash } = core.fleetAuthority;
  const status = () => ({ ...view.status(), enrolment: { address: enrolAddress, caHash } });
  const asked = adminPorts(core, log, clock, { enrolAddress, status, stopping: stopping.signal });
  const { roleSockets = { directory: usualSocketDirectory, groups: {} } } = settings;
  const admin = await openAdminSockets(directory.adminSocket, roleSockets, asked);
  closers.push(() => admin.stop(graceMs));
  closers.push(() => {
    const reason = new AppError("COORDINATOR_UNREACHABLE", "the coordinator stopped");
    stopping.abort(reason);
    core.registry.stop(reason);
  });
  const { epoch, sealed } = core;
  logger.info({ epoch: epoch.toString(), enrolPort, controlPort, stateDir: directory.path }, "coordinator started");
  if (!sealed) logger.warn({ stateDir: directory.path }, notEncrypted);
  return {
    adminSocket: directory.adminSocket,
    caHash,
    enrolPort,
    controlPort,
    epoch,
    sealed,
    broken: log.broken,
    pause: (limitMs) => within(clock, limitMs, core.runs.pause()),
    view,
    stop: close,
  };
}

async function within(clock: Clock, limitMs: number, work: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const stopTimer = clock.after(limitMs, resolve);
  await Promise.race([work, late]).finally(stopTimer);
}

function withDefaults(settings: CoordinatorSettings) {
  const { advertise, enrolAddress = defaultEnrolAddress, controlAddress = defaultControlAddress } = settings;
  const { enrolLimits = defaultEnrolLimits, controlLimits = defaultControlLimits } = settings;
  return { advertise, enrolAddress, controlAddress, enrolLimits, controlLimits };
}

function adminPorts(
  { authorities, fleetAuthority, runs, diagnose, readLogs }: CoordinatorCore,
  log: LiveLog,
  clock: Clock,
  rest: Pick<AdminPorts, "enrolAddress" | "status" | "stopping">,
): AdminPorts {
  return {
    ...rest,
    ...{ runs, diagnose, readLogs, log, caHash: fleetAuthority.caHash },
    grantKubeconfig: (wish) => grantKubeconfig(wish, { state: log.state, authorities, log }),
    createToken: (wish) => makeToken(wish, { log, clock }),
    revokeHost: (host, by) => revokeHost(host, by, { log, state: log.state }),
  };
}
