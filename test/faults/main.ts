// `npm run test:faults`: every crash point of every step that touches etcd, the virtual IP or Kubernetes, on the lab's hosts, and sudden
// deaths of agents and the coordinator together: of bootstraps and of resets. Takes an hour; `--side` and others do a part (fault-arguments.ts).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Plan, planSteps } from "@quorate/shared/plan";
import { clusterYaml } from "../e2e/cluster-yaml.ts";
import { openLab } from "../lab/lab.ts";
import { seededRandom } from "../sim/random.ts";
import { crashLine } from "./crash-counts.ts";
import { absentKinds, agentCrashes, type CrashPoint, concerns, coordinatorCrashes, sample } from "./crash-plan.ts";
import { CrashSite, type SuddenDeath } from "./crash-site.ts";
import { digestOf } from "./end-state.ts";
import { keepEvidence } from "./evidence.ts";
import { failpointName } from "./failpoints.ts";
import { type FaultArguments, parseFaultArguments, UsageError, usage } from "./fault-arguments.ts";
import { resetReference, resetRound } from "./reset-rounds.ts";
import { crashRound, keptReference, nameOfDeath, type Reference, type Round, referenceRun } from "./rounds.ts";

const { seed, sides, only, doubles: doublesWanted, reference: file } = readArguments();
/** More in one run would leave little of it that is not a crash. */
const deathsOfARun = 7;
const mostTries = 5;
const progressMs = 60_000;
const begun = performance.now();

interface Tally {
  all: number;
  good: number;
}

const crashes: Tally = { all: 0, good: 0 };
const doubles: Tally = { all: 0, good: 0 };
/** Something ended the whole: what was counted until then is no proof. */
let broken = false;
const evidence = mkdtempSync(join(tmpdir(), "quorate-faults-"));

const lab = openLab("faults");
const site = new CrashSite(lab);
try {
  await lab.up({ etcd: "3.5" });
  const spec = await clusterYaml(lab, { etcd: "3.5" });
  const reference = await (file === undefined ? referenceRun(site, spec) : keptReference(file, site, spec));
  await keepEvidence(site, join(evidence, "without-crashes"));
  say(`without crashes: ${Math.round(reference.seconds)} s, end state ${digestOf(reference.state)}`);
  await everyPoint(spec, reference);
  await doubleKills(spec, reference);
  if (sides.has("reset")) await everyPointOfReset(spec, reference.plan);
  else say(`  left out: ${absentKinds(reference.plan).join(", ")}: no step of a bootstrap; --side reset has them`);
} catch (error) {
  broken = true;
  say(`ended before its time: ${(error as Error).stack}`);
} finally {
  await site.stop();
  await lab.down().catch((error: Error) => say(`the lab was not taken down: ${error.message}`));
}
say(`seed ${seed}, ${minutes(performance.now() - begun)}`);
const good = !broken && crashes.good === crashes.all && doubles.good === doubles.all;
// What came when it was tried again needs no explanation.
if (good) rmSync(evidence, { recursive: true });
else say(`what coordinator and hosts logged is in ${evidence}`);
process.stdout.write(`${crashLine({ points: crashes, doubles })}\n`);
process.exitCode = good ? 0 : 1;

function readArguments(): FaultArguments {
  try {
    return parseFaultArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`error: ${error.message}\n${usage}\n`);
    process.exit(64);
  }
}

/** At every step of each side, at every point of it, on every host, its agent or the coordinator dies once. */
async function everyPoint(spec: string, reference: Reference): Promise<void> {
  const { plan, idle } = reference;
  const ofAgents = agentCrashes(plan, idle);
  const leftOut = agentCrashes(plan)
    .map(failpointName)
    .filter((name) => !ofAgents.map(failpointName).includes(name));
  const chosen = ({ side, point }: CrashPoint): boolean => sides.has(side) && (only ?? point) === point;
  say(`${ofAgents.length} points of agents, ${coordinatorCrashes(plan).length} of the coordinator`);
  for (const name of leftOut) say(`  left out: ${name}: this step finds nothing to change on bare hosts`);
  const run = (left: readonly CrashPoint[]) => crashRound(site, spec, reference, left);
  await pointRounds("agents", ofAgents.filter(chosen), run);
  await pointRounds("the coordinator", coordinatorCrashes(plan).filter(chosen), run);
}

/** The same of resets, agents and the coordinator in one. */
async function everyPointOfReset(spec: string, plan: Plan): Promise<void> {
  const reference = await resetReference(site, spec);
  for (const kind of absentKinds(plan, ...reference.plans)) say(`  left out: ${kind}: in no step of these runs`);
  const wanted = reference.crashes.filter(({ point }) => (only ?? point) === point);
  await pointRounds("all of them in resets", wanted, (left) => resetRound(site, spec, reference, left));
}

/**
 * All of them in one run: a step comes again after each of its deaths. A death beside a step may leave nothing for it to change any more: what
 * did not come is tried again among fewer deaths. What came and went wrong is not.
 */
async function pointRounds(
  who: string,
  wanted: readonly CrashPoint[],
  run: (left: readonly CrashPoint[]) => Promise<Round>,
): Promise<void> {
  crashes.all += wanted.length;
  let left = wanted;
  for (let tries = 0; tries < mostTries && left.length > 0; tries++) {
    const round = await roundOf(`${who} at ${left.length} points`, left.length, () => run(left));
    count(crashes, left.length, round);
    left = left.filter((crash) => round.missed.includes(failpointName(crash)));
  }
}

/** The coordinator and one to three agents, at seeded steps. */
async function doubleKills(spec: string, reference: Reference): Promise<void> {
  const random = seededRandom(seed);
  const names = lab.hosts.map(({ name }) => name);
  const steps = concernedSteps(reference.plan);
  const struck = new Set(sample(steps, doublesWanted, seed));
  const deaths = steps
    .filter((step) => struck.has(step))
    .map(({ id }): SuddenDeath => {
      const agents = sample(names, 1 + Math.floor(random() * names.length), Math.floor(random() * 1e9));
      return { step: id, coordinator: true, agents };
    });
  await deathRounds(spec, reference, deaths);
}

/**
 * A few in each run, far apart: what is leased in the moment of one death is not leased once more after it. What did not come is tried
 * again in other company.
 */
async function deathRounds(spec: string, reference: Reference, deaths: readonly SuddenDeath[]): Promise<void> {
  doubles.all += deaths.length;
  let left = deaths;
  for (let tries = 0; tries < mostTries && left.length > 0; tries++) {
    const runs = Math.ceil(left.length / deathsOfARun);
    const missed: SuddenDeath[] = [];
    for (let run = 0; run < runs; run++) {
      const some = left.filter((_death, at) => at % runs === run);
      const title = some.map(nameOfDeath).join(", ");
      const round = await roundOf(title, 0, () => crashRound(site, spec, reference, [], some));
      count(doubles, some.length, round);
      missed.push(...some.filter((death) => round.missed.includes(nameOfDeath(death))));
    }
    left = missed;
  }
}

/** Without the drills, which a run that found hosts that have joined does not have. */
function concernedSteps(plan: Plan) {
  return planSteps(plan).filter(({ id, kind }) => concerns(kind) && !id.startsWith("drills/"));
}

/** A round, with how far it is every minute. One that breaks off is not tried again. */
async function roundOf(title: string, points: number, run: () => Promise<Round>): Promise<Round> {
  say(title);
  const timer = setInterval(() => void progress(points), progressMs);
  const round = await run()
    .catch((error: Error): Round => ({ ...nothing, failure: error.stack ?? error.message }))
    .finally(() => clearInterval(timer));
  if (!isWhole(round) || round.missed.length > 0) {
    await keepEvidence(site, mkdtempSync(join(evidence, "round-")));
  }
  return round;
}

const nothing = { missed: [], differences: [], bootstraps: 0, deaths: 0, seconds: 0 };

async function progress(wanted: number): Promise<void> {
  const reached = await site.reached().catch(() => undefined);
  if (reached && wanted > 0) say(`  so far ${reached.names.size} of ${wanted} points, in ${reached.deaths} deaths`);
}

function isWhole({ failure, differences }: Round): boolean {
  return failure === undefined && differences.length === 0;
}

/** What came is good when the run ended as it should. */
function count(tally: Tally, wanted: number, round: Round): void {
  const { missed, bootstraps, seconds, failure, differences } = round;
  const deaths = round.deaths > 0 ? `, ${round.deaths} deaths` : "";
  const came = failure === undefined ? wanted - missed.length : 0;
  tally.good += isWhole(round) ? came : 0;
  say(`  ${came} of ${wanted} came${deaths}, ${bootstraps} bootstraps, ${minutes(seconds * 1000)}`);
  for (const line of [failure ?? "", ...missed.map((name) => `not come to: ${name}`), ...differences]) {
    if (line !== "") say(`  ${line}`);
  }
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(1)} min`;
}

function say(text: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
