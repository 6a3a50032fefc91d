import type { EventRecord } from "@quorate/shared/events";
import { planSteps, type Step } from "@quorate/shared/plan";

/**
 * Of a run's events: the longest chain of its steps along `needs`, milliseconds, each step as long as its agent says it took,
 * all attempts together. An assertion takes no time and stands for the steps that it judges. The members of a barrier begin
 * together, so each waits for what any of them needs; what a member waits for the others afterwards is part of its time.
 */
export function criticalPathMs(records: readonly EventRecord[]): number {
  const plan = records.flatMap(({ event }) => (event.type === "run.started" ? [event.plan] : []))[0];
  if (!plan) throw new Error("these are no events of a run: run.started is missing");
  const took = durations(records);
  const steps = new Map(planSteps(plan).map((step) => [step.id as string, step]));
  const judged = new Map(plan.assertions.map(({ id, over }) => [id as string, over]));
  const ends = new Map<string, number>();

  const endOf = (id: string): number => {
    const known = ends.get(id);
    if (known !== undefined) return known;
    const step = steps.get(id);
    const end = step ? latest(waitsFor(step)) + (took.get(id) ?? 0) : latest(judged.get(id) ?? []);
    ends.set(id, end);
    return end;
  };
  const latest = (ids: readonly string[]): number => Math.max(0, ...ids.map(endOf));
  const waitsFor = ({ barrier, needs }: Step): readonly string[] =>
    barrier === undefined ? needs : [...steps.values()].flatMap((each) => (each.barrier === barrier ? each.needs : []));

  return latest([...steps.keys()]);
}

function durations(records: readonly EventRecord[]): ReadonlyMap<string, number> {
  const took = new Map<string, number>();
  for (const { event } of records) {
    if (event.type === "step.finished") took.set(event.step, (took.get(event.step) ?? 0) + event.durationMs);
  }
  return took;
}
