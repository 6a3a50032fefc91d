import { withAnyCoordinator } from "../any-coordinator.ts";
import { bootstrap } from "../bootstrap.ts";
import type { AddCommand, CommandLine } from "../command-line.ts";
import { type RunOptions, runWish, withIgnoreChecks, withRunOptions, withUntil } from "../run-options.ts";
import { readSpecAndWarn, type SpecFile } from "../spec-file.ts";
import { typedCommand } from "../typed-command.ts";

export interface BootstrapOptions extends RunOptions {
  readonly ignoreChecks: readonly string[];
  readonly until?: string;
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
  const { ignoreChecks, until } = options;
  const excepted = ignoreChecks.length > 0 ? ["--ignore-checks", ignoreChecks.join(",")] : [];
  const afterStop = [...words, "-f", options.file ?? "-", ...excepted];
  const again = [...afterStop, ...(until === undefined ? [] : ["--until", until])];
  const afterDone = ["kubeconfig", "-o", `${name}.kubeconfig`];
  const wish = { ...runWish(options, file, line, { again, afterDone, afterStop }), ignoreChecks, until };
  return await withAnyCoordinator(options, hosts[0]?.address, line, (client, place) => {
    // Nobody keeps watch once an embedded coordinator ends.
    const serve = { keepWatch: typedCommand(["serve"], options.stateDir, line) };
    const next = { ...wish.next, ...(place === "embedded" ? serve : {}) };
    return bootstrap(client, place, { ...wish, next }, line.around);
  });
}
