import { Option } from "commander";
import { withAnyCoordinator } from "../any-coordinator.ts";
import { bootstrap } from "../bootstrap.ts";
import type { AddCommand, CommandLine } from "../command-line.ts";
import { type RunOptions, runWish, withIgnoreChecks, withRunOptions, withUntil } from "../run-options.ts";
import { savedPlanFrom } from "../saved-plan-file.ts";
import { readSpecAndWarn, type SpecFile } from "../spec-file.ts";
import { typedCommand } from "../typed-command.ts";

export interface BootstrapOptions extends RunOptions {
  readonly ignoreChecks: readonly string[];
  readonly until?: string;
  /** A file that `plan --out` wrote. */
  readonly plan?: string;
}

/** What else is asked for would make it another plan. */
function savedPlanOption(): Option {
  return new Option("--plan <file>", "carry out what `plan --out` saved there, or nothing").conflicts([
    "ignoreChecks",
    "until",
  ]);
}

export const usualWait = [900_000, "15m"] as const;

export const addBootstrap: AddCommand = (program, line) => {
  const command = program
    .command("bootstrap")
    .summary("make the cluster, or finish what was begun")
    .description(
      "Makes the cluster that the file describes, or finishes what was begun. Talks to the coordinator on the state " +
        "directory; when none runs, this process is one until the end. What is done is not done again.",
    );
  command.addOption(savedPlanOption());
  withUntil(withIgnoreChecks(withRunOptions(command, line, usualWait))).action(async (options: BootstrapOptions) => {
    line.exit = await runBootstrap(options, await readSpecAndWarn(options.file, line.around), line);
  });
};

/** `words`: those that go on with it, after "coordinator" and before its options. */
export async function runBootstrap(
  options: BootstrapOptions,
  file: SpecFile,
  line: CommandLine,
  words: readonly string[] = ["bootstrap"],
): Promise<number> {
  const { name, hosts } = file.spec;
  const { ignoreChecks, until, plan } = options;
  const saved = plan === undefined ? {} : { saved: savedPlanFrom(plan, line.around) };
  const excepted = ignoreChecks.length > 0 ? ["--ignore-checks", ignoreChecks.join(",")] : [];
  const afterStop = [...words, "-f", options.file ?? "-", ...excepted];
  const again = [...afterStop, ...(until === undefined ? [] : ["--until", until])];
  const afterDone = ["kubeconfig", "-o", `${name}.kubeconfig`];
  const wish = { ...runWish(options, file, line, { again, afterDone, afterStop }), ignoreChecks, until, ...saved };
  return await withAnyCoordinator(options, hosts[0]?.address, line, (client, place) => {
    // Nobody keeps watch once an embedded coordinator ends.
    const serve = { keepWatch: typedCommand(["serve"], options.stateDir, line) };
    const next = { ...wish.next, ...(place === "embedded" ? serve : {}) };
    return bootstrap(client, place, { ...wish, next }, line.around);
  });
}
