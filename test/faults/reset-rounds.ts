import type { Plan } from "@quorate/shared/plan";
import type { BootstrapResult } from "../e2e/site.ts";
import { eventsOf } from "../e2e/summary.ts";
import { agentCrashes, type CrashPoint, coordinatorCrashes } from "./crash-plan.ts";
import type { CrashSite } from "./crash-site.ts";
import { differences, type EndState, filesAndUnits } from "./end-state.ts";
import { failpointName } from "./failpoints.ts";
import { idleSteps, type Round } from "./rounds.ts";

/** One after the other: Kubernetes is taken down and its keys out of etcd, and then etcd itself. */
const choices = ["purge", "destroy"] as const;

/** What these resets did and left where nothing crashed. */
export interface ResetReference {
  readonly plans: readonly Plan[];
  /** Every point of both, a step that is in both counted once. */
  readonly crashes: readonly CrashPoint[];
  readonly state: EndState;
}

export async function resetReference(site: CrashSite, spec: string): Promise<ResetReference> {
  await bootstrapped(site, spec);
  const plans: Plan[] = [];
  const crashes = new Map<string, CrashPoint>();
  for (const etcdData of choices) {
    const run = await site.reset(spec, etcdData);
    const [started] = eventsOf(run.events, "run.started");
    if (run.code !== 0 || !started) throw new Error(`the reset without crashes failed: ${run.stderr}`);
    const { plan } = started;
    plans.push(plan);
    for (const crash of [...agentCrashes(plan, idleSteps(run.events)), ...coordinatorCrashes(plan)])
      crashes.set(failpointName(crash), crash);
  }
  return { plans, crashes: [...crashes.values()], state: await filesAndUnits(site.lab) };
}

/** A cluster anew, the same resets with these crashes, and how their end differs. */
export async function resetRound(
  site: CrashSite,
  spec: string,
  reference: ResetReference,
  crashes: readonly CrashPoint[],
): Promise<Round> {
  await bootstrapped(site, spec);
  await site.rearm(crashes);
  const since = performance.now();
  const runs: BootstrapResult[] = [];
  for (const etcdData of choices)
    runs.push(...(await site.untilDone(() => site.reset(spec, etcdData), crashes.length)));
  const last = runs.at(-1);
  const { names, deaths } = await site.reached();
  const failure = last?.code === 0 ? undefined : `exit ${last?.code}: ${last?.stderr.trim()}`;
  return {
    missed: crashes.map(failpointName).filter((name) => !names.has(name)),
    differences: failure === undefined ? differences(reference.state, await filesAndUnits(site.lab)) : [],
    bootstraps: runs.length,
    ...{ deaths, failure, seconds: (performance.now() - since) / 1000 },
  };
}

async function bootstrapped(site: CrashSite, spec: string): Promise<void> {
  await site.begin([]);
  const run = await site.bootstrap(spec);
  if (run.code !== 0) throw new Error(`the bootstrap before the reset failed: ${run.stderr}`);
}
