import { barrierId, type HostId, type StepId, stepId } from "@quorate/shared/ids";
import { planSteps, type Step } from "@quorate/shared/plan";
import { type StepKind, stepKinds } from "@quorate/shared/step/contract";
import { afterAll, describe, expect, inject, it, vi } from "vitest";
import { type Scene, scenes } from "./plans.ts";
import { count } from "./tally.ts";
import type { CoordinatorPoint } from "./world/coordinator.ts";
import type { AgentPoint } from "./world/handlers.ts";
import { Site, type SiteEnd } from "./world/site.ts";

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const { disk } = await import("./world/disk.ts");
  return { ...real, ...disk.modules(real) };
});

type Point = AgentPoint | CoordinatorPoint;

interface CrashPoint {
  readonly scene: Scene;
  readonly step: Step;
}

/** Every step of the first plan, and of each other what the ones before do not have: every kind that there is. */
function crashSteps(): readonly CrashPoint[] {
  const seen = new Set<StepKind>();
  return scenes.flatMap((scene) => {
    const steps = planSteps(scene.plan(new Map(), 1)).filter(({ kind }) => !seen.has(kind));
    for (const { kind } of steps) seen.add(kind);
    return steps.map((step) => ({ scene, step }));
  });
}

const points = crashSteps();
const seed = 11;
const undisturbed = new Map<Scene, Promise<{ readonly site: Site; readonly end: SiteEnd }>>();

function baselineOf(scene: Scene): Promise<{ readonly site: Site; readonly end: SiteEnd }> {
  const make = async () => {
    const site = new Site({ ...scene, seed });
    return { site, end: await site.finish() };
  };
  const known = undisturbed.get(scene) ?? make();
  undisturbed.set(scene, known);
  return known;
}

/** Killed here, an agent finds done what it had not told. Everywhere else the result is the one there would have been. */
const mayDiffer: ReadonlySet<Point> = new Set(["mid-command", "unrecorded"]);

/** How the step ended when it first ended well. */
function outcomeOf(site: Site, { id }: Step): string | undefined {
  const good = ["changed", "unchanged"];
  return site.log.events("step.finished").find(({ step, outcome }) => step === id && good.includes(outcome))?.outcome;
}

const tally = { good: 0, all: 0 };
afterAll(() => count(inject("tally"), { what: "crash points", ...tally }));

/** Undefined when the crash was survived as if it had not been. */
async function crashAt(point: Point, victim: "agent" | "coordinator", { scene, step }: CrashPoint) {
  const { site: calm, end: baseline } = await baselineOf(scene);
  let hit = 0;
  const diesAt = (who: HostId | "coordinator", at: Point, id: string): boolean => {
    const due = hit === 0 && at === point && id === step.id && (who === "coordinator") === (victim === "coordinator");
    if (due) hit += 1;
    return due;
  };
  const site = new Site({ ...scene, seed, diesAt });
  const end = await site.finish();
  const repeated = attemptsBeyondTheFirst(site, end);
  const good =
    hit === 1 &&
    end.outcome === "done" &&
    end.runs <= mostRuns(site, victim) &&
    end.violations.length === 0 &&
    repeated.length === 0 &&
    end.digest === baseline.digest &&
    (mayDiffer.has(point) || outcomeOf(site, step) === outcomeOf(calm, step));
  const why = {
    hit,
    outcome: end.outcome,
    runs: end.runs,
    violations: end.violations,
    repeated,
    failure: site.failure,
  };
  return good ? undefined : { scene: scene.name, step: step.id, ...why, digest: end.digest === baseline.digest };
}

/**
 * One run goes on to its end, but for what cannot be gone on with: a barrier one of whose agents died in it fails, as it does
 * for any other death of a member, and an etcd start that was fired has spent its cluster token.
 */
function mostRuns(site: Site, victim: "agent" | "coordinator"): number {
  const first = site.log.records.findIndex(({ event }) => event.type === "run.finished");
  const events = site.log.records.slice(0, first).map(({ event }) => event);
  const canceled = events.flatMap((event) =>
    event.type === "barrier.finished" && event.result.outcome === "canceled" ? [event.barrier] : [],
  );
  const spent = events.some((event) => event.type === "barrier.fired" && event.barrier === "etcd/start");
  return (victim === "agent" && canceled.length > 0) || (spent && canceled.includes(barrierId("etcd/start"))) ? 2 : 1;
}

/** In a run that went on to its end no attempt is spent on a crash: only a barrier is tried again, and what fades. */
function attemptsBeyondTheFirst(site: Site, { runs }: SiteEnd): readonly StepId[] {
  if (runs > 1) return [];
  const [started] = site.log.events("run.started");
  const once = new Map(planSteps(started?.plan ?? emptyPlan).map((step) => [step.id, step]));
  const again = site.log.events("lease.granted").filter(({ attempt }) => attempt > 1);
  return again.map(({ step }) => stepId(step)).filter((id) => !once.get(id)?.barrier && !once.get(id)?.fades);
}

const emptyPlan = { phases: [] } as unknown as Parameters<typeof planSteps>[0];

async function everywhere(point: Point, victim: "agent" | "coordinator"): Promise<void> {
  const bad: unknown[] = [];
  for (const each of points) {
    const problem = await crashAt(point, victim, each);
    tally.all += 1;
    if (problem) bad.push(problem);
    else tally.good += 1;
  }
  expect(bad).toEqual([]);
}

/** Each takes some seconds of processor time; on a busy machine that is much longer. */
const limitMs = 600_000;

describe("crash points", () => {
  it("are at steps of every kind there is", () => {
    expect(new Set(points.map(({ step }) => step.kind))).toEqual(new Set(stepKinds));
    expect(points.length).toBeGreaterThan(130);
  });

  it.each<[title: string, point: AgentPoint]>([
    [
      "fault 1: at every step, an agent that is killed before it begins runs it once, under the same attempt",
      "before-exec",
    ],
    [
      "fault 2: in every step, an agent that is killed in its middle waits for what still runs, and ends it",
      "mid-command",
    ],
    ["fault 3: at every step, an agent that is killed before its result is on disk does nothing twice", "unrecorded"],
    ["fault 4: at every step, an agent that is killed with its result on disk answers with it", "unacked"],
  ])("%s", async (_title, point) => everywhere(point, "agent"), limitMs);

  it.each<[title: string, point: CoordinatorPoint]>([
    ["fault 5: at every step, a coordinator that is killed before the intent is on disk sent nothing", "before-intent"],
    [
      "fault 6: at every step, a coordinator that is killed with the intent on disk sends it when the run goes on",
      "unsent",
    ],
    ["fault 7: at every step, a coordinator that is killed after the lease left asks its agent for the end", "sent"],
    [
      "fault 7: at every step, a coordinator that is killed before the result is on disk asks its agent for it",
      "unsaved",
    ],
    [
      "fault 8: at every step, a coordinator that is killed with the result on disk goes on with the next step",
      "saved",
    ],
  ])("%s", async (_title, point) => everywhere(point, "coordinator"), limitMs);

  it(
    "fault 70: a coordinator that is told to end at any step leaves a run that goes on, with nothing lost and nothing done twice",
    async () => {
      const ends: Awaited<ReturnType<typeof endAt>>[] = [];
      for (const each of points) ends.push(await endAt(each));
      expect(ends.filter(({ good }) => !good)).toEqual([]);
      // The others were told when the last steps of their run were under way, and the run ended with them.
      expect(ends.filter(({ paused }) => paused).length).toBeGreaterThan(0.8 * points.length);
    },
    limitMs,
  );
});

/** Whether the run went on as if its coordinator had not been told to end when the step was leased. */
async function endAt({ scene, step }: CrashPoint) {
  const { site: calm, end: baseline } = await baselineOf(scene);
  const site = new Site({ ...scene, seed });
  const off = site.log.subscribe(({ event }) => {
    if (event.type !== "lease.granted" || event.step !== step.id) return;
    off();
    const { coordinator } = site;
    void coordinator?.runs.pause().then(() => coordinator.kill());
  });
  const { digest, ...end } = await site.finish();
  const same = digest === baseline.digest && outcomeOf(site, step) === outcomeOf(calm, step);
  const good = end.outcome === "done" && end.runs === 1 && end.violations.length === 0 && same;
  const paused = site.log.events("run.resumed").length > 1;
  return { scene: scene.name, step: step.id, ...end, good, same, paused, failure: site.failure };
}
