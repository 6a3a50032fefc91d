import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { planSteps } from "@quorate/shared/plan";
import type { StepKind } from "@quorate/shared/step/contract";

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

/** Of the steps of one kind that ended well: what `field` of their outputs says. */
export function measured(records: readonly EventRecord[], kind: StepKind, field: string): readonly number[] {
  const [run] = eventsOf(records, "run.started");
  const ids = new Set(run ? planSteps(run.plan).flatMap((step) => (step.kind === kind ? [step.id] : [])) : []);
  return eventsOf(records, "step.finished").flatMap(({ step, output }) => {
    const value: unknown =
      ids.has(step) && typeof output === "object" && output !== null ? Reflect.get(output, field) : 0;
    return ids.has(step) && typeof value === "number" ? [value] : [];
  });
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
