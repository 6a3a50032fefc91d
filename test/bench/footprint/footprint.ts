import { runtimeProgram } from "../../../deploy/packaging/places.ts";
import { columns, table } from "../../../packages/coordinator/src/report/table.ts";
import { Site } from "../../e2e/site.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { hostPaths, labPaths } from "../../lab/paths.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { type Measured, valuesOf } from "../rounds.ts";
import { median } from "../statistics.ts";
import { type AgentWay, agentWay, unit } from "./agent-way.ts";
import { type IdleFigures, watchIdle } from "./idle-figures.ts";

const usualRounds = 5;
const megabyte = 1e6;
const mostAnonymous = 16 * megabyte;
const quietMs = 60_000;

/** Beside the packaged unit: not bundled, none of its settings, and systeminformation with each heartbeat. */
const polling = `Environment=
UnsetEnvironment=NODE_OPTIONS MALLOC_ARENA_MAX MALLOC_MMAP_THRESHOLD_
ExecStart=
ExecStart=${runtimeProgram} /opt/quorate/test/bench/footprint/polling-agent.mjs
`;

export async function footprint({ lab, told }: BenchContext): Promise<Bench> {
  const [host] = lab.hosts;
  if (!host) throw new Error("the lab has no hosts");
  const site = new Site(lab);
  told(`enrolling ${host.name}`);
  await site.serve();
  try {
    await site.enrol([host]);
    const without = await withoutAgent(host, lab.id);
    const ours = agentWay(site, host, { name: "ours", title: "the installed agent" }, "");
    const other = agentWay(site, host, { name: "polling", title: "not bundled, polling" }, polling);
    const kept = (measured: Measured) => ({ ours: keptOf(ours, measured), polling: keptOf(other, measured) });
    return {
      question: "an agent from the start of its process until it is registered, and what it takes while it waits",
      contest: { ours, baselines: [other] },
      targets: [{ baseline: "polling", measure: "mean", atMost: 0.6 }],
      rounds: usualRounds,
      ownRatios: (_, measured) => ratios(kept(measured)),
      notes: (_, measured) => [...figures(kept(measured)), ...begun(without)],
      close: () => site.stop(),
    };
  } catch (error) {
    await site.stop();
    throw error;
  }
}

/** What begins on the host by itself. */
async function withoutAgent(host: LabHost, lab: string): Promise<IdleFigures> {
  await host.exec(["systemctl", "stop", unit]);
  return await watchIdle(host, unit, hostPaths(labPaths(lab), host.name).cgroup, quietMs);
}

interface Kept {
  readonly ours: readonly IdleFigures[];
  readonly polling: readonly IdleFigures[];
}

function keptOf(way: AgentWay, measured: Measured): readonly IdleFigures[] {
  const times = new Set(valuesOf(measured, way));
  return way.taken.filter(({ ms }) => times.has(ms));
}

/** Ours to the other's of the same round. */
function ratios({ ours, polling }: Kept) {
  const by = (name: keyof IdleFigures) => ours.map((own, at) => own[name] / (polling[at]?.[name] ?? Number.NaN));
  return [
    { name: "anonymous memory / 16 MB", values: ours.map((own) => own.anonymous / mostAnonymous), atMost: 1 },
    { name: "anonymous memory / polling's", values: by("anonymous"), atMost: 0.65 },
    { name: "processor time / polling's", values: by("processorMs"), atMost: 0.1 },
    { name: "begun a minute on the host", values: ours.map((own) => own.begun), atMost: 0 },
  ];
}

function figures({ ours, polling }: Kept): readonly string[] {
  const rows = [
    ["the installed agent", ours],
    ["not bundled, polling", polling],
  ] as const;
  const titles = columns(
    "idle, median",
    "anonymous>",
    "resident>",
    "proportional>",
    "processor a minute>",
    "begun a minute>",
  );
  return table(
    titles,
    rows.map(([title, each]) => {
      const of = (name: keyof IdleFigures) => median(each.map((one) => one[name]));
      const mb = (name: keyof IdleFigures) => `${(of(name) / megabyte).toFixed(1)} MB`;
      const processor = `${of("processorMs").toFixed(0)} ms`;
      return [title, mb("anonymous"), mb("resident"), mb("proportional"), processor, of("begun").toFixed(1)];
    }),
  );
}

function begun(without: IdleFigures): readonly string[] {
  return ["", `without any agent ${without.begun.toFixed(1)} processes and threads begin on the host in a minute`, ""];
}
