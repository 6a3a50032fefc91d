import { createLogger, type LogLevel } from "@quorate/shared/log";
import type { RoleSockets } from "../rpc/admin-sockets.ts";
import { type Coordinator, startCoordinator } from "../rpc/coordinator-server.ts";
import type { CommandLine } from "./command-line.ts";
import type { DaemonOptions } from "./daemon-options.ts";
import { advertisedAddresses } from "./listen-options.ts";
import { readPassphrase } from "./passphrase.ts";
import { withTraces } from "./traces.ts";

export interface DaemonWish extends DaemonOptions {
  readonly stateDir: string;
  readonly logLevel: LogLevel;
  /** An address on whose way this machine shall be reached, when --advertise is not given. */
  readonly firstHost?: string;
  /** Groups that get a socket of their role. */
  readonly operatorGroup?: string;
  readonly viewerGroup?: string;
  /** Also to the groups of the folders that somebody made for them. */
  readonly roleSockets?: true;
}

/** A coordinator in this process, with its log on standard error. */
export async function startDaemon(wish: DaemonWish, line: CommandLine): Promise<Coordinator> {
  const { around, version } = line;
  const logger = createLogger("coordinator", wish.logLevel);
  const { stateDir, enrolListen, controlListen, firstHost, agentCertificateLife, bundle } = wish;
  const coordinator = await startCoordinator({
    stateDir,
    version,
    agentLifeMs: agentCertificateLife,
    bundle,
    passphrase: await readPassphrase(wish, around),
    roleSockets: {
      directory: around.environment.socketDir,
      groups: groupsOf(wish),
      byFolder: wish.roleSockets === true,
    },
    enrolAddress: enrolListen,
    controlAddress: controlListen,
    advertise: await advertisedAddresses(wish, around, firstHost),
    logger,
  });
  return withTraces(coordinator, line, logger);
}

function groupsOf({ operatorGroup, viewerGroup }: DaemonWish): RoleSockets["groups"] {
  return {
    ...(operatorGroup === undefined ? {} : { operator: operatorGroup }),
    ...(viewerGroup === undefined ? {} : { viewer: viewerGroup }),
  };
}
