import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import type { Command, Report } from "@quorate/shared/command";
import type { HostFacts, WatchTarget } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";

export interface Presence {
  readonly host: HostId;
  readonly connected: boolean;
}

/** The connected agents as the engine sees them. The simulator has its own. */
export interface Fleet {
  /** False when the host has no stream now; the command is then not sent. */
  send(host: HostId, command: Command): boolean;
  connected(host: HostId): boolean;
  /** Asks for fresh facts; rejects HOST_UNREACHABLE or HOST_LOST. */
  facts(host: HostId, watch?: WatchTarget): Promise<HostFacts>;
  /** Best estimate of the host's clock against the coordinator's; undefined before the first exchange. */
  clock(host: HostId): ClockEstimate | undefined;
  onReport(listener: (host: HostId, report: Report) => void): () => void;
  onPresence(listener: (presence: Presence) => void): () => void;
}
