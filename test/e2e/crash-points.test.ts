import { planSteps } from "@quorate/shared/plan";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CrashCounts, tellCrashes } from "../faults/crash-counts.ts";
import { agentCrashes, type CrashPoint, concerns, coordinatorCrashes, sample } from "../faults/crash-plan.ts";
import { CrashSite, type SuddenDeath } from "../faults/crash-site.ts";
import { digestOf } from "../faults/end-state.ts";
import { failpointName } from "../faults/failpoints.ts";
import { crashRound, nameOfDeath, type Reference, type Round, referenceRun } from "../faults/rounds.ts";
import { openLab } from "../lab/lab.ts";
import { clusterYaml } from "./cluster-yaml.ts";

// A sample of `npm run test:faults`, the same for the same seed: one bootstrap in which agents and the coordinator die again and again.
const seed = Number(process.env["QUORATE_SEED"] ?? 4);
const agentPoints = 12;
const coordinatorPoints = 3;
const lab = openLab("crash");
const site = new CrashSite(lab);
let reference: Reference;
let round: Round;

beforeAll(async () => {
  await lab.up({ etcd: "3.5" });
  const spec = await clusterYaml(lab, { etcd: "3.5" });
  reference = await referenceRun(site, spec);
  const all = agentCrashes(reference.plan);
  // A join in its middle is what a broken pipe would cost most; init is for the agent that is stopped in good order. Another middle may be
  // gone by when a death beside it is over: those are for the long test, which tries again.
  const joins = all.filter(({ step, point }) => step.startsWith("control-plane/join/") && point === "mid-command");
  const rest = all.filter(
    ({ step, point }) => point !== "mid-command" && !/^(?:drills|control-plane\/init)/.test(step),
  );
  const ofAgents = [...joins, ...sample(rest, agentPoints - joins.length, seed)];
  const ofCoordinator = coordinatorCrashes(reference.plan).filter(({ step }) => !step.startsWith("drills/"));
  const crashes = [...ofAgents, ...sample(ofCoordinator, coordinatorPoints, seed)];
  const deaths = suddenDeaths(crashes);
  round = await crashRound(site, spec, reference, crashes, deaths);
  tellCrashes("lab", countsOf(crashes, deaths));
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

/** An agent that is stopped in good order counts as a point. */
function countsOf(crashes: readonly CrashPoint[], deaths: readonly SuddenDeath[]): CrashCounts {
  const doubles = deaths.filter(({ coordinator, agents }) => coordinator && agents.length > 0);
  const whole = round.failure === undefined && round.differences.length === 0;
  const share = (names: readonly string[]) => ({
    good: whole ? names.filter((name) => !round.missed.includes(name)).length : 0,
    all: names.length,
  });
  const single = deaths.filter((death) => !doubles.includes(death));
  return {
    points: share([...crashes.map(failpointName), ...single.map(nameOfDeath)]),
    doubles: share(doubles.map(nameOfDeath)),
  };
}

/**
 * An agent that is stopped in good order while kubeadm runs, and the coordinator together with an agent. These two die at a step that is to
 * be come to nowhere else: a command that outlives an agent killed in its first moment is never again in its middle.
 */
function suddenDeaths(crashes: readonly CrashPoint[]): readonly SuddenDeath[] {
  const steps = planSteps(reference.plan);
  const [restarted] = steps.filter(({ kind }) => kind === "kubeadm.init");
  const taken = new Set(crashes.map(({ step }) => step));
  const free = steps.filter(({ id, kind }) => concerns(kind) && !taken.has(id) && !/^(?:drills|etcd\/start)/.test(id));
  const [together] = sample(
    free.filter(({ kind }) => kind !== "kubeadm.init"),
    1,
    seed,
  );
  return [
    ...(restarted ? [{ step: restarted.id, coordinator: false, agents: [restarted.host], gently: true }] : []),
    ...(together ? [{ step: together.id, coordinator: true, agents: [together.host] }] : []),
  ];
}

describe("a bootstrap in which agents and the coordinator were killed again and again", () => {
  it("ends well when it is begun anew, and came to every point", () => {
    expect(round.failure).toBeUndefined();
    expect(round.missed).toEqual([]);
  });

  it("fault 9: leaves what a run without crashes leaves: files, units, members, nodes, pods and the virtual IP", () => {
    expect(round.differences).toEqual([]);
    const seconds = `${Math.round(round.seconds)} s, without crashes ${Math.round(reference.seconds)} s`;
    process.stdout.write(`seed ${seed}, ${round.bootstraps} bootstraps, ${seconds}, ${digestOf(reference.state)}\n`);
  });
});
