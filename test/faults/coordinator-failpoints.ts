import type { ClusterEvent } from "@quorate/shared/events";
import { planSteps } from "@quorate/shared/plan";
import { AgentRegistry } from "../../packages/coordinator/src/fleet/agent-registry.ts";
import { SqliteEventLog } from "../../packages/coordinator/src/journal/sqlite-event-log.ts";

/**
 * Where a coordinator can die around one step: before its lease is in the log; with it in the log and not sent; sent; with the step's end
 * heard and not in the log; with the end in the log and nothing that follows from it done.
 */
export const coordinatorPoints = ["before-intent", "unsent", "sent", "unsaved", "saved"] as const;
export type CoordinatorPoint = (typeof coordinatorPoints)[number];

export interface CoordinatorFailpoint {
  /** A step's id, or a kind. */
  readonly step: string;
  readonly point: CoordinatorPoint;
}

/** "coordinator:etcd/start/m1:unsaved=kill coordinator:kubeadm.join:sent=kill", separated by blanks or lines. Throws on anything else. */
export function parseCoordinatorFailpoints(text: string): readonly CoordinatorFailpoint[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => {
      const [, step, named] = /^coordinator:([^:=]+):([a-z-]+)=kill$/.exec(word) ?? [];
      const point = coordinatorPoints.find((known) => known === named);
      if (step === undefined || point === undefined) throw new Error(`no failpoint: ${word}`);
      return { step, point };
    });
}

interface ReachedPoint {
  readonly step: string;
  readonly kind: string | undefined;
  readonly point: CoordinatorPoint;
}

/** Called at every moment that is a point of steps, with all of them; it comes back or it does not. */
type Reached = (points: readonly ReachedPoint[]) => Promise<void> | undefined;

/** A command that was handed to the transport is on its way after this, milliseconds. */
const leavesWithin = 50;

/** Every event log and every registry of this process say when they come to a point; for a process that is nothing else. */
export function watchCoordinator(reached: Reached): void {
  const kinds = new Map<string, string>();
  const learn = (event: ClusterEvent): void => {
    if (event.type === "run.started") for (const { id, kind } of planSteps(event.plan)) kinds.set(id, kind);
  };
  const at = (events: readonly ClusterEvent[], ofLease: CoordinatorPoint, ofEnd: CoordinatorPoint) =>
    reached(
      events.flatMap((event) => {
        if (event.type !== "lease.granted" && event.type !== "step.finished") return [];
        const point = event.type === "lease.granted" ? ofLease : ofEnd;
        return [{ step: event.step, kind: kinds.get(event.step), point }];
      }),
    );
  const { append, subscribe } = SqliteEventLog.prototype;
  SqliteEventLog.prototype.append = async function (...events: readonly ClusterEvent[]) {
    for (const event of events) learn(event);
    const before = at(events, "before-intent", "unsaved");
    if (before !== undefined) await before;
    const records = await append.call(this, ...events);
    await at(events, "unsent", "saved");
    return records;
  };
  // The first subscriber is who folds the log that an earlier process left.
  SqliteEventLog.prototype.subscribe = function (listener) {
    for (const { event } of this.read(0)) learn(event);
    return subscribe.call(this, listener);
  };
  const { send } = AgentRegistry.prototype;
  AgentRegistry.prototype.send = function (host, command) {
    const { step } = command.lease;
    const sent = send.call(this, host, command);
    const tell = (): void => void reached([{ step, kind: kinds.get(step), point: "sent" }]);
    if (command.type === "lease") setTimeout(tell, leavesWithin);
    return sent;
  };
}
