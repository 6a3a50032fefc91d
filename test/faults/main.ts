// `npm run test:faults`: every crash point of every step that touches etcd, the virtual IP or Kubernetes, on the lab's hosts, and sudden
// deaths of agents and the coordinator together. Takes an hour or more; `--doubles N` and `--only POINT` do less.
import { parseArgs } from "node:util";
import { type Plan, planSteps } from "@quorate/shared/plan";
import { clusterYaml } from "../e2e/cluster-yaml.ts";
import { openLab } from "../lab/lab.ts";
import { seededRandom } from "../sim/random.ts";
import { coordinatorPoints } from "./coordinator-failpoints.ts";
import { agentCrashes, type CrashPoint, concerns, coordinatorCrashes, sample } from "./crash-plan.ts";
import { CrashSite, type SuddenDeath } from "./crash-site.ts";
import { digestOf } from "./end-state.ts";
import { failpointName, points } from "./failpoints.ts";
import { crashRound, nameOfDeath, type Reference, type Round, referenceRun } from "./rounds.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "4" },
    doubles: { type: "string", default: "20" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);
/** More in one run would leave little of it that is not a crash. */
const deathsOfARun = 4;
const mostTries = 5;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Tally {
  wanted: number;
  good: number;
}

const crashes: Tally = { wanted: 0, good: 0 };
const doubles: Tally = { wanted: 0, good: 0 };

const lab = openLab("faults");
const site = new CrashSite(lab);
try {
  await lab.up({ etcd: "3.5" });
  const spec = await clusterYaml(lab, { etcd: "3.5" });
  const reference = await referenceRun(site, spec);
  say(`without crashes: ${Math.round(reference.seconds)} s, end state ${digestOf(reference.state)}`);
  await everyPoint(spec, reference);
  await doubleKills(spec, reference);
} finally {
  await site.stop();
  await lab.down();
}
say(`crash points: ${crashes.good} of ${crashes.wanted}, double kills: ${doubles.good} of ${doubles.wanted}`);
process.exitCode = crashes.good === crashes.wanted && doubles.good === doubles.wanted ? 0 : 1;

/** For each point of each side: at every step of it, on every host, its agent or the coordinator dies once. */
async function everyPoint(spec: string, reference: Reference): Promise<void> {
  const all = [...agentCrashes(reference.plan), ...coordinatorCrashes(reference.plan)];
  for (const point of [...points, ...coordinatorPoints]) {
    if (values.only !== undefined && point !== values.only) continue;
    const wanted = all.filter((crash) => crash.point === point);
    crashes.wanted += wanted.length;
    await pointRounds(spec, reference, wanted);
  }
}

/** A death beside a step may leave nothing for it to change any more: what did not come is tried again among fewer deaths. */
async function pointRounds(spec: string, reference: Reference, wanted: readonly CrashPoint[]): Promise<void> {
  let left = wanted;
  for (let tries = 0; tries < mostTries && left.length > 0; tries++) {
    const round = await crashRound(site, spec, reference, left);
    count(crashes, `${left[0]?.side}, ${left[0]?.point}`, left.length, round);
    left = left.filter((crash) => round.missed.includes(failpointName(crash)));
  }
}

/** The coordinator and one to three agents, at seeded steps. */
async function doubleKills(spec: string, reference: Reference): Promise<void> {
  const random = seededRandom(seed);
  const names = lab.hosts.map(({ name }) => name);
  const steps = concernedSteps(reference.plan);
  const struck = new Set(sample(steps, Number(values.doubles), seed));
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
  doubles.wanted += deaths.length;
  let left = deaths;
  for (let tries = 0; tries < mostTries && left.length > 0; tries++) {
    const runs = Math.ceil(left.length / deathsOfARun);
    const missed: SuddenDeath[] = [];
    for (let run = 0; run < runs; run++) {
      const some = left.filter((_death, at) => at % runs === run);
      const round = await crashRound(site, spec, reference, [], some);
      count(doubles, some.map(nameOfDeath).join(", "), some.length, round);
      missed.push(...some.filter((death) => round.missed.includes(nameOfDeath(death))));
    }
    left = missed;
  }
}

/** Without the drills, which a run that found hosts that have joined does not have. */
function concernedSteps(plan: Plan) {
  return planSteps(plan).filter(({ id, kind }) => concerns(kind) && !id.startsWith("drills/"));
}

/** What came is good when the run ended as it should. */
function count(tally: Tally, title: string, wanted: number, round: Round): void {
  const whole = round.failure === undefined && round.differences.length === 0;
  tally.good += whole ? wanted - round.missed.length : 0;
  say(
    `${title}: ${wanted - round.missed.length} of ${wanted} came, ${round.bootstraps} bootstraps, ${Math.round(round.seconds)} s`,
  );
  for (const line of [
    round.failure ?? "",
    ...round.missed.map((name) => `not come to: ${name}`),
    ...round.differences,
  ]) {
    if (line !== "") say(`  ${line}`);
  }
}
