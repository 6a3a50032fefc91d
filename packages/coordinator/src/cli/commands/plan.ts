import { errorSpec } from "@quorate/shared/error-catalogue";
import { Option } from "commander";
import { planDiff } from "../../report/plan-diff.ts";
import { countProbes, planTree } from "../../report/plan-tree.ts";
import {
  type AddCommand,
  type CommandLine,
  type CoordinatorChoice,
  exitCode,
  withCoordinatorChoice,
  withSpecFile,
} from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { withUntil } from "../run-options.ts";
import { savePlan } from "../saved-plan-file.ts";
import { readSpecAndWarn } from "../spec-file.ts";
import { say } from "../surroundings.ts";

interface PlanOptions extends CoordinatorChoice {
  readonly file?: string;
  readonly probe?: true;
  readonly diff?: true;
  readonly detailedExitcode?: true;
  readonly until?: string;
  readonly out?: string;
  readonly output: "table" | "json";
}

export const addPlan: AddCommand = (program, line) => {
  withUntil(withSpecFile(withCoordinatorChoice(program.command("plan"), line)))
    .summary("show what bootstrap would do; nothing is changed")
    .option("--probe", "ask every agent what each step would change")
    .option("--diff", "probe, and show host by host what would change, of files every line")
    .option("--detailed-exitcode", "probe, and exit 0: nothing to change, 2: changes are pending, 1: not known")
    .option("--out <file>", "save the plan for `bootstrap --plan`, which refuses when spec or hosts have moved")
    .addOption(new Option("-o, --output <format>", "form of the output").choices(["table", "json"]).default("table"))
    .action(async (options: PlanOptions) => {
      line.exit = await showPlan(options, line);
    });
};

async function showPlan(options: PlanOptions, { around }: CommandLine): Promise<number> {
  const file = await readSpecAndWarn(options.file, around);
  const probe = [options.probe, options.diff, options.detailedExitcode].includes(true);
  const { plan, probes, saved } = await withCoordinator(options, (client) =>
    client.plan(file, probe, options.until === undefined ? {} : { until: options.until }),
  );
  const { look } = around.stdout;
  const draw = options.diff ? planDiff : planTree;
  say(around, options.output === "json" ? [JSON.stringify({ plan, probes }, null, 2)] : draw(plan, probes, look));
  if (options.out !== undefined && saved) savePlan(options.out, plan, saved, around);
  if (!options.detailedExitcode) return exitCode.done;
  const { change, unknown } = countProbes(probes);
  if (change > 0) return exitCode.changesPending;
  const [failure] = probes.flatMap((step) => step.failure ?? []);
  return unknown > 0 && failure ? errorSpec(failure.code).exit : exitCode.done;
}
