import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import type { HostFacts, WatchTarget } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";
import type { LeaseId } from "@quorate/shared/lease";
import type { Step } from "@quorate/shared/plan";
import type { Secret } from "@quorate/shared/secret";
import type { Drift, Failure, Mark, StepOutcome } from "@quorate/shared/step/outcome";

/** What the coordinator tells one agent. */
export type Command =
  | {
      readonly type: "lease";
      readonly lease: LeaseId;
      readonly mode: "probe" | "run";
      readonly step: Step;
      readonly secrets: Readonly<Record<string, Secret<string>>>;
    }
  | { readonly type: "fire"; readonly lease: LeaseId }
  | { readonly type: "cancel"; readonly lease: LeaseId; readonly reason: string; readonly undo: boolean };

/** What an agent says about one lease. */
export type Report =
  | { readonly type: "accepted"; readonly lease: LeaseId }
  | { readonly type: "armed"; readonly lease: LeaseId }
  | { readonly type: "mark"; readonly lease: LeaseId; readonly mark: Mark }
  | { readonly type: "output"; readonly lease: LeaseId; readonly lines: readonly string[]; readonly dropped: number }
  | {
      readonly type: "finished";
      readonly lease: LeaseId;
      readonly outcome: StepOutcome;
      readonly drift: readonly Drift[];
      readonly output: unknown;
      readonly failure?: Failure;
      readonly durationMs: number;
      readonly undone: readonly string[];
    };

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
