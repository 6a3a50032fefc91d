import type { EventRecord } from "@quorate/shared/events";
import { planSteps, type Step } from "@quorate/shared/plan";

/** A step of the chain, milliseconds. */
export interface ChainLink {
  readonly step: string;
  readonly ms: number;
}

export interface CriticalPath {
  readonly ms: number;
  /** In the order in which they ran. */
  readonly links: readonly ChainLink[];
}

/**
 * Of a run's events: the longest chain of its steps along `needs`, each step as long as its agent says it took, all attempts
 * together. An assertion takes no time and stands for the steps that it judges. The members of a barrier begin together, so
 * each waits for what any of them needs; what a member waits for the others afterwards is part of its time.
 */
export function criticalPath(records: readonly EventRecord[]): CriticalPath {
  const plan = records.flatMap(({ event }) => (event.type === "run.started" ? [event.plan] : []))[0];
  if (!plan) throw new Error("these are no events of a run: run.started is missing");
  const took = durations(records);
  const steps = new Map(planSteps(plan).map((step) => [step.id as string, step]));
  const judged = new Map(plan.assertions.map(({ id, over }) => [id as string, over]));
  const paths = new Map<string, CriticalPath>();

  const pathTo = (id: string): CriticalPath => {
    const known = paths.get(id);
    if (known) return known;
    const step = steps.get(id);
    const path = step
      ? extended(longest(waitsFor(step)), { step: id, ms: took.get(id) ?? 0 })
      : longest(judged.get(id));
    paths.set(id, path);
    return path;
  };
  const longest = (ids: readonly string[] = []): CriticalPath =>
    ids.map(pathTo).reduce((best, path) => (path.ms > best.ms ? path : best), { ms: 0, links: [] });
  const waitsFor = ({ barrier, needs }: Step): readonly string[] =>
    barrier === undefined ? needs : [...steps.values()].flatMap((each) => (each.barrier === barrier ? each.needs : []));

  return longest([...steps.keys()]);
}

function extended({ ms, links }: CriticalPath, link: ChainLink): CriticalPath {
  return { ms: ms + link.ms, links: [...links, link] };
}

function durations(records: readonly EventRecord[]): ReadonlyMap<string, number> {
  const took = new Map<string, number>();
  for (const { event } of records) {
    if (event.type === "step.finished") took.set(event.step, (took.get(event.step) ?? 0) + event.durationMs);
  }
  return took;
}
