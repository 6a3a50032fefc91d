import type { Command, Report } from "@quorate/shared/command";
import type { ClusterEvent } from "@quorate/shared/events";
import type { HostId, StepId } from "@quorate/shared/ids";
import type { Presence } from "../fleet/fleet.ts";

/** What happens to a run. The machine learns of the world only through these. */
export type Message =
  | {
      readonly type: "start";
      readonly connected: readonly HostId[];
      /** Only to end it: what an earlier coordinator left under way is canceled. */
      readonly abort?: { readonly by: string };
    }
  | { readonly type: "report"; readonly host: HostId; readonly report: Report }
  | { readonly type: "presence"; readonly presence: Presence }
  /** A fire command has left; `atNs` of the envelope says when. */
  | { readonly type: "fire-sent"; readonly step: StepId }
  | { readonly type: "timer"; readonly key: string }
  /** Begin nothing more; what is under way may end. */
  | { readonly type: "pause" }
  /** As pause, and what is under way is canceled. */
  | { readonly type: "abort"; readonly by: string };

export interface Envelope {
  readonly message: Message;
  /** Coordinator's monotonic clock. */
  readonly atNs: bigint;
}

/** What the machine wants done, after its events are on disk. */
export type Effect =
  | { readonly type: "send"; readonly host: HostId; readonly command: Command }
  | { readonly type: "set-timer"; readonly key: string; readonly ms: number }
  | { readonly type: "clear-timer"; readonly key: string }
  /** Nothing is under way any more and nothing more is begun: the run can be left as the log has it. */
  | { readonly type: "paused" };

/** Collects what one batch of messages leads to. */
export class Decision {
  readonly events: ClusterEvent[] = [];
  readonly effects: Effect[] = [];

  event(event: ClusterEvent): void {
    this.events.push(event);
  }

  send(host: HostId, command: Command): void {
    this.effects.push({ type: "send", host, command });
  }

  setTimer(key: string, ms: number): void {
    this.effects.push({ type: "set-timer", key, ms });
  }

  clearTimer(key: string): void {
    this.effects.push({ type: "clear-timer", key });
  }

  paused(): void {
    this.effects.push({ type: "paused" });
  }
}
