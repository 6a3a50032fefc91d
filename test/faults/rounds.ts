import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { EventRecord } from "@quorate/shared/events";
import type { Plan } from "@quorate/shared/plan";
import { readyNodes, runningPods } from "../e2e/kubectl.ts";
import { eventsOf } from "../e2e/summary.ts";
import { soleHolder } from "../e2e/vip.ts";
import type { Lab } from "../lab/lab.ts";
import type { CrashPoint } from "./crash-plan.ts";
import type { CrashSite, SuddenDeath } from "./crash-site.ts";
import { differences, type EndState, endState } from "./end-state.ts";
import { failpointName } from "./failpoints.ts";

/** What a run without crashes did and left. */
export interface Reference {
  readonly plan: Plan;
  readonly state: EndState;
  /** Steps that found nothing to change on bare hosts. */
  readonly idle: ReadonlySet<string>;
  readonly seconds: number;
}

export interface Round {
  /** Crash points and sudden deaths that were asked for and did not come. */
  readonly missed: readonly string[];
  readonly differences: readonly string[];
  readonly bootstraps: number;
  /** Processes that died at crash points: one death may serve several. */
  readonly deaths: number;
  readonly seconds: number;
  /** Why the last bootstrap failed; undefined when it ended well. */
  readonly failure: string | undefined;
}

export async function referenceRun(site: CrashSite, spec: string): Promise<Reference> {
  await site.begin([]);
  const run = await site.bootstrap(spec);
  const [started] = eventsOf(run.events, "run.started");
  if (run.code !== 0 || !started) throw new Error(`the run without crashes failed: ${run.stderr}`);
  const idle = idleSteps(run.events);
  return { plan: started.plan, state: await settledState(site.lab), idle, seconds: run.seconds };
}

/** Steps that found nothing to change. */
export function idleSteps(events: readonly EventRecord[]): ReadonlySet<string> {
  const unchanged = eventsOf(events, "step.finished").filter(({ outcome }) => outcome === "unchanged");
  return new Set(unchanged.map(({ step }) => step));
}

interface Kept extends Pick<Reference, "plan" | "seconds"> {
  readonly state: readonly (readonly [string, string])[];
  readonly idle: readonly string[];
}

/** As `referenceRun`, once for each file: a part of the rounds that is tried again needs no other run without crashes. */
export async function keptReference(file: string, site: CrashSite, spec: string): Promise<Reference> {
  if (existsSync(file)) {
    const kept: Kept = JSON.parse(readFileSync(file, "utf8"));
    return { ...kept, state: new Map(kept.state), idle: new Set(kept.idle) };
  }
  const reference = await referenceRun(site, spec);
  writeFileSync(file, JSON.stringify({ ...reference, state: [...reference.state], idle: [...reference.idle] }));
  return reference;
}

/** Bare hosts again, the same bootstrap with these crashes, one after the other, and how its end differs. */
export async function crashRound(
  site: CrashSite,
  spec: string,
  reference: Reference,
  crashes: readonly CrashPoint[],
  deaths: readonly SuddenDeath[] = [],
): Promise<Round> {
  await site.begin(crashes);
  // A barrier that is canceled costs a run, and so does a coordinator.
  const costly = crashes.filter(({ side, step }) => side === "coordinator" || step.startsWith("etcd/start"));
  const tries = 4 + deaths.length + costly.length;
  const run = await site.bootstrapThrough(spec, deaths, tries);
  const last = run.bootstraps.at(-1);
  const failure = last?.code === 0 ? undefined : `exit ${last?.code}: ${last?.stderr.trim()}`;
  const missed = [
    ...crashes.map(failpointName).filter((name) => !run.reached.names.has(name)),
    ...deaths.filter((death) => !run.deaths.includes(death)).map(nameOfDeath),
  ];
  return {
    missed,
    differences: failure === undefined ? differences(reference.state, await settledState(site.lab)) : [],
    bootstraps: run.bootstraps.length,
    deaths: run.reached.deaths,
    seconds: run.seconds,
    failure,
  };
}

export function nameOfDeath({ step, coordinator, agents }: SuddenDeath): string {
  return `${[...(coordinator ? ["coordinator"] : []), ...agents].join(" and ")} at ${step}`;
}

/** A kubelet that was just restarted may still be starting what runs on its host. */
async function settledState(lab: Lab): Promise<EndState> {
  const [first] = lab.hosts;
  if (!first) throw new Error("a lab has hosts");
  await readyNodes(first, lab.hosts.length);
  await runningPods(first, "--all-namespaces");
  // Whose haproxy was just started anew has the virtual IP only a moment later.
  await soleHolder(lab);
  return endState(lab);
}
