import type { Bench, BenchContext } from "../bench.ts";
import { milliseconds } from "../report.ts";
import { median } from "../statistics.ts";
import { ansiblePlaybook } from "./ansible-playbook.ts";
import { type OwnRun, ownBootstrap } from "./own-bootstrap.ts";
import { postScripts } from "./post-scripts.ts";

const usualRounds = 3;
/** Shorter steps would make the note of the chain long. */
const longMs = 1_000;

/** Bare hosts to a control plane that is there: what the whole product is for. */
export async function bootstrap({ lab, folder, told }: BenchContext): Promise<Bench> {
  told("reading packages and images once, so that no way is the first to");
  await lab.hosts[0]?.exec(["sh", "-c", "cat /opt/lab/images/* /opt/lab/packages/pool/* > /dev/null"], {
    timeoutMs: 300_000,
  });
  const ours = ownBootstrap(lab);
  const kept = (values: readonly number[]): readonly OwnRun[] => ours.runs.filter(({ ms }) => values.includes(ms));
  return {
    question: "from bare hosts until three masters are Ready and their control plane runs, seen through the virtual IP",
    contest: { ours, baselines: [postScripts(lab, folder), ansiblePlaybook(lab, folder)] },
    targets: [
      { baseline: "scripts", measure: "mean", atLeast: 3 },
      { baseline: "ansible", measure: "mean", atLeast: 2 },
    ],
    rounds: usualRounds,
    ownRatios: (values) => [
      {
        name: "the command / the longest chain of its steps",
        values: kept(values).map(({ commandMs, critical }) => commandMs / critical.ms),
        atMost: 1.1,
      },
    ],
    notes: (values) => notes(kept(values)),
    close: async () => undefined,
  };
}

function notes(runs: readonly OwnRun[]): readonly string[] {
  const of = (value: (run: OwnRun) => number): string => milliseconds(median(runs.map(value)));
  const long = (runs.at(-1)?.critical.links ?? []).filter(({ ms }) => ms >= longMs);
  return [
    `ours, median: ready ${of(({ ms }) => ms)}, its command with its own proofs ${of(({ commandMs }) => commandMs)}`,
    `ours, median: the longest chain of steps ${of(({ critical }) => critical.ms)}`,
    `ours, of the last round's chain: ${long.map(({ step, ms }) => `${step} ${milliseconds(ms)}`).join(", ")}`,
  ];
}
