import { until } from "../../e2e/site.ts";
import type { Lab } from "../../lab/lab.ts";
import { openSsh } from "../../lab/ssh-access.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { enrolledSite } from "../own-site.ts";
import type { Way } from "../way.ts";
import { ansibleTasks } from "./ansible-steps.ts";
import { type OwnCoordinator, openCoordinator } from "./own-coordinator.ts";
import { freshConnections, sharedConnections } from "./ssh-steps.ts";
import { trivialPlan } from "./trivial-plan.ts";

const usualRounds = 7;
const steps = 40;
const connectMs = 60_000;

/** What a step costs beyond its own work: `true` on three hosts, all hosts done before the next. */
export async function stepOverhead({ lab, folder, told }: BenchContext): Promise<Bench> {
  const coordinator = await enrolledHosts(lab, told);
  const ssh = await openSsh(lab, folder);
  const input = { lab, ssh, folder, steps };
  return {
    question: `a step that runs \`true\` on three hosts at once, of ${steps} in a row`,
    contest: {
      ours: ownSteps(lab, coordinator),
      baselines: [sharedConnections(input), freshConnections(input), ansibleTasks(input)],
    },
    targets: [
      { baseline: "ansible", measure: "mean", atLeast: 40 },
      { baseline: "ssh-control-master", measure: "mean", atLeast: 3 },
    ],
    rounds: usualRounds,
    notes: () => [],
    close: async () => {
      await ssh.close();
      await coordinator.stop();
    },
  };
}

/** Enrolled with the daemon as users do it; then this process takes the daemon's place. */
async function enrolledHosts(lab: Lab, told: (line: string) => void): Promise<OwnCoordinator> {
  const site = await enrolledSite(lab, told);
  await site.stop();
  const coordinator = await openCoordinator(site.folder, lab.operator.address);
  const names = lab.hosts.map(({ name }) => name);
  await until(connectMs, "the agents to connect again", async () => coordinator.connected(names));
  return coordinator;
}

function ownSteps(lab: Lab, coordinator: OwnCoordinator): Way {
  const plan = trivialPlan(
    lab.hosts.map(({ name }) => name),
    steps,
  );
  return {
    name: "ours",
    title: "leases over one stream",
    measure: async () => (await coordinator.run(plan)) / steps,
  };
}
