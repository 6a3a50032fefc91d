import { planSteps } from "@quorate/shared/plan";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crashPoints, sample } from "../faults/crash-plan.ts";
import { CrashSite, type SuddenDeath } from "../faults/crash-site.ts";
import { digestOf } from "../faults/end-state.ts";
import { crashRound, type Reference, type Round, referenceRun } from "../faults/rounds.ts";
import { openLab } from "../lab/lab.ts";
import { clusterYaml } from "./cluster-yaml.ts";

// A sample of `npm run test:faults`, the same for the same seed: one bootstrap in which agents and the coordinator die again and again.
const seed = Number(process.env["QUORATE_SEED"] ?? 4);
const wantedPoints = 14;
const lab = openLab("crash");
const site = new CrashSite(lab);
let reference: Reference;
let round: Round;
let [points, doubles] = [0, 0];

beforeAll(async () => {
  await lab.up({ etcd: "3.5" });
  const spec = await clusterYaml(lab, { etcd: "3.5" });
  reference = await referenceRun(site, spec);
  const all = crashPoints(reference.plan);
  // kubeadm in the middle is what a broken pipe would cost most.
  const kubeadm = all.filter(({ step, point }) => /control-plane\/(?:init|join)/.test(step) && point === "mid-command");
  const rest = all.filter((each) => !kubeadm.includes(each) && !each.step.startsWith("drills/"));
  const crashes = [...kubeadm, ...sample(rest, wantedPoints - kubeadm.length, seed)];
  const deaths = suddenDeaths();
  points = crashes.length + deaths.filter(({ agents }) => agents.length === 0).length;
  doubles = deaths.filter(({ agents }) => agents.length > 0).length;
  round = await crashRound(site, spec, reference, crashes, deaths);
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

/** The coordinator alone, and the coordinator with an agent. */
function suddenDeaths(): readonly SuddenDeath[] {
  const steps = planSteps(reference.plan);
  const [apart] = sample(
    steps.filter(({ kind }) => kind === "etcd.configure"),
    1,
    seed,
  );
  const [together] = sample(
    steps.filter(({ kind }) => kind === "kubeadm.join"),
    1,
    seed,
  );
  return [
    ...(apart ? [{ step: apart.id, coordinator: true, agents: [] }] : []),
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
    process.stdout.write(`crash points: ${points} of ${points}, double kills: ${doubles} of ${doubles}\n`);
  });
});
