import { withAnyCoordinator } from "../any-coordinator.ts";
import type { AddCommand, CommandLine } from "../command-line.ts";
import { driveRun } from "../drive-run.ts";
import { knownRun, nextWords } from "../known-run.ts";
import { type DriveOptions, withDriveOptions } from "../run-options.ts";

const wait = [120_000, "2m"] as const;

export const addResume: AddCommand = (program, line) => {
  const command = program
    .command("resume [run]")
    .summary("go on with the run that was interrupted")
    .description(
      "Goes on with the run that a coordinator left when it stopped or died. What is done is not done again; what was " +
        "under way is asked for on its host. When no coordinator runs, this process is one until the end.",
    );
  withDriveOptions(command, line, wait).action(async (run: string | undefined, options: DriveOptions) => {
    line.exit = await resume(run ?? "", options, line);
  });
};

async function resume(id: string, options: DriveOptions, line: CommandLine): Promise<number> {
  const { around } = line;
  return await withAnyCoordinator(options, undefined, line, async (client, place) => {
    const known = knownRun(await client.status(), id);
    const hosts = (known?.hosts ?? []).map((name) => ({ name, address: "" }));
    const words = nextWords(known, options.stateDir, line);
    const wish = { ...words, hosts, output: options.output, waitMs: options.wait };
    return await driveRun(client, place, wish, around, () => client.resume(id, around.operator));
  });
}
