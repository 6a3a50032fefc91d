// Runs inside the lab's network, at the operator's place; main.ts starts it there.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLab } from "../lab/lab.ts";
import { exitCodes } from "../lab/lab-error.ts";
import { type LabPaths, labPaths } from "../lab/paths.ts";
import type { Bench, BenchContext } from "./bench.ts";
import { type BenchArguments, type BenchName, parseArguments } from "./bench-arguments.ts";
import { bootstrap } from "./bootstrap/bootstrap.ts";
import { etcdStart } from "./etcd-start/etcd-start.ts";
import { footprint } from "./footprint/footprint.ts";
import { join as joinBench } from "./join/join.ts";
import { coresOfOthers, processorTime } from "./machine-load.ts";
import { report } from "./report.ts";
import { rerun } from "./rerun/rerun.ts";
import { type LoadWatch, runRounds, valuesOf } from "./rounds.ts";
import { stepOverhead } from "./step-overhead/step-overhead.ts";

const benches: Readonly<Record<BenchName, (context: BenchContext) => Promise<Bench>>> = {
  "etcd-start": etcdStart,
  "step-overhead": stepOverhead,
  rerun,
  bootstrap,
  join: joinBench,
  footprint,
};

const told = (line: string): void => console.error(line);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function loadWatch(lab: LabPaths): LoadWatch {
  const during: LoadWatch["during"] = async (work) => {
    const before = await processorTime(lab);
    const value = await work();
    return { value, others: coresOfOthers(before, await processorTime(lab)) };
  };
  return { during, pause, now: async () => (await during(() => pause(500))).others };
}

async function measure(wish: BenchArguments): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "quorate-bench-"));
  const context = { lab: openLab(wish.id), folder, rounds: wish.rounds, serialRounds: wish.serialRounds, told };
  try {
    const bench = await benches[wish.name](context);
    try {
      const load = loadWatch(labPaths(wish.id));
      const measured = await runRounds(bench.contest, {
        rounds: wish.rounds ?? bench.rounds,
        asIs: wish.asIs,
        load,
        told,
      });
      const { question, contest, targets } = bench;
      const ours = valuesOf(measured, contest.ours);
      const said = report({
        name: wish.name,
        question,
        contest,
        measured,
        targets,
        ownRatios: bench.ownRatios?.(ours, measured) ?? [],
        notes: bench.notes(ours, measured),
      });
      console.log(["", ...said.lines].join("\n"));
      if (wish.json) console.log(`\n${JSON.stringify(said.result)}`);
      return wish.assert && !said.met ? exitCodes.failed : exitCodes.done;
    } finally {
      await bench.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await measure(parseArguments(process.argv.slice(2)));
} catch (error) {
  console.error(error);
  process.exitCode = exitCodes.failed;
}
// Connections of ssh and of agents that are still closing must not keep it waiting.
process.exit();
