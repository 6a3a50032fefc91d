import { accessSync, constants, statfsSync, statSync } from "node:fs";
import type { Clock } from "@quorate/shared/clock";
import type { Runs } from "../engine/runs.ts";
import type { AgentRegistry } from "../fleet/agent-registry.ts";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { StateDirectory } from "../journal/state-directory.ts";
import type { LiveLog } from "./live-log.ts";
import type { NetworkPorts } from "./network-ports.ts";
import { type ClusterStatus, statusOf } from "./status.ts";
import type { ServerIdentity } from "./tls-door.ts";

/** What a page or a scrape may look at. Nothing can be changed through it. */
export interface CoordinatorView {
  readonly log: Pick<EventLog, "read" | "subscribe" | "lastSeq">;
  state(): ClusterState;
  status(): ClusterStatus;
  /** Of the event log with its write-ahead log, bytes on disk. */
  logBytes(): number;
  /** Why no run should be begun now, one line each; empty when all is well. */
  unready(): readonly string[];
  /** What the network ports show now, for a port of the same machine. */
  identity(): ServerIdentity;
  /** Aborts when the coordinator stops. */
  readonly stopping: AbortSignal;
}

export interface ViewParts {
  readonly log: LiveLog;
  readonly directory: Pick<StateDirectory, "eventsFile" | "path">;
  readonly clock: Pick<Clock, "wallMs">;
  readonly registry: Pick<AgentRegistry, "sight">;
  readonly runs: Pick<Runs, "driven">;
  readonly network: Pick<NetworkPorts, "identity">;
  readonly stopping: AbortSignal;
}

/** Below this a run could begin and not be written down to its end; one of three hosts takes about 1 MiB. */
const leastRoomBytes = 16 * 1_048_576;

export function coordinatorView({
  log,
  directory,
  clock,
  registry,
  runs,
  network,
  stopping,
}: ViewParts): CoordinatorView {
  return {
    log,
    state: () => log.state(),
    status: () =>
      statusOf({
        ...{ state: log.state(), driven: runs.driven, nowMs: clock.wallMs() },
        sight: (host) => registry.sight(host),
      }),
    logBytes: () => sizeOf(directory.eventsFile) + sizeOf(`${directory.eventsFile}-wal`),
    // Its listeners are up from before anybody gets a view until `stopping`.
    unready: () => [
      ...(stopping.aborted ? ["the coordinator stops"] : []),
      ...(log.writable ? [] : ["the event log could not be written"]),
      ...diskProblems(directory),
    ],
    identity: () => network.identity(),
    stopping,
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function diskProblems({ eventsFile, path }: ViewParts["directory"]): readonly string[] {
  try {
    accessSync(eventsFile, constants.W_OK);
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize < leastRoomBytes ? ["the disk of the state directory is full"] : [];
  } catch {
    return ["the event log is not there or may not be written"];
  }
}
