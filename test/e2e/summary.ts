import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { planSteps } from "@quorate/shared/plan";

type Of<T extends ClusterEvent["type"]> = Extract<ClusterEvent, { type: T }>;

export function eventsOf<T extends ClusterEvent["type"]>(records: readonly EventRecord[], type: T): readonly Of<T>[] {
  return records.flatMap(({ event }) => (event.type === type ? [event as Of<T>] : []));
}

export function outcomes(records: readonly EventRecord[]) {
  const finished = eventsOf(records, "step.finished");
  const count = (outcome: string): number => finished.filter((event) => event.outcome === outcome).length;
  return { total: finished.length, changed: count("changed"), unchanged: count("unchanged"), failed: count("failed") };
}

/** What the plan computed before any member ran. */
export function predictedClusterId(records: readonly EventRecord[]): string {
  const [run] = eventsOf(records, "run.started");
  const start = run ? planSteps(run.plan).find((step) => step.kind === "etcd.start") : undefined;
  return start?.kind === "etcd.start" ? start.input.member.generation.clusterId : "";
}

/** From the first start command until the last member saw quorum, and between the first and the last process start. */
export function startWindow(records: readonly EventRecord[]): { readonly skewMs: number; readonly quorumMs: number } {
  const result = eventsOf(records, "barrier.finished").find(({ barrier }) => barrier === "etcd/start")?.result;
  const quorum = (result?.marks ?? []).filter(({ name }) => name === "quorum").map(({ atMs }) => atMs);
  return { skewMs: round(result?.skewMs ?? 0), quorumMs: round(Math.max(0, ...quorum)) };
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
