import { AppError } from "@quorate/shared/errors";
import { Option } from "commander";
import type { Coordinator } from "../../rpc/coordinator-server.ts";
import { durationMs, idList } from "../argument.ts";
import { type BootstrapWish, bootstrap } from "../bootstrap.ts";
import { type AddCommand, type CommandLine, withSpecFile, withStateDir } from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { startDaemon } from "../daemon.ts";
import { type ListenOptions, withListenOptions } from "../listen-options.ts";
import type { ViewFormat } from "../run-viewer.ts";
import { readSpec, type SpecFile } from "../spec-file.ts";
import { note } from "../surroundings.ts";

interface BootstrapOptions extends ListenOptions {
  readonly stateDir: string;
  readonly file?: string;
  readonly output: ViewFormat;
  readonly ignoreChecks: readonly string[];
  readonly wait: number;
}

const quarterHour = 900_000;

export const addBootstrap: AddCommand = (program, line) => {
  const command = withSpecFile(withStateDir(program.command("bootstrap"), line))
    .summary("make the cluster, or finish what was begun")
    .description(
      "Makes the cluster that the file describes, or finishes what was begun. Talks to the coordinator on the state " +
        "directory; when none runs, this process is one until the end. What is done is not done again.",
    )
    .addOption(
      new Option("-o, --output <format>", "auto: drawn on a terminal, lines elsewhere; jsonl: the event stream")
        .choices(["auto", "plain", "jsonl"])
        .default("auto"),
    )
    .addOption(
      new Option("--ignore-checks <ids>", "checks that may fail, with commas between; recorded in the run")
        .argParser(idList)
        .default([], "none"),
    )
    .addOption(
      new Option("--wait <time>", "how long to wait for agents; 0s: not at all")
        .argParser(durationMs)
        .default(quarterHour, "15m"),
    );
  withListenOptions(command).action(async (options: BootstrapOptions) => {
    line.exit = await runBootstrap(options, line);
  });
};

async function runBootstrap(options: BootstrapOptions, line: CommandLine): Promise<number> {
  const { around } = line;
  const file = await readSpec(options.file, around);
  note(
    around,
    file.warnings.map((warning) => `warning: ${warning}`),
  );
  const { stateDir } = options;
  if (await answers(stateDir)) {
    const wish = wishOf(options, file, line, typedCommand(["status"], options, line));
    return await withCoordinator(stateDir, (client) => bootstrap(client, "daemon", wish, around));
  }
  const embedded = await startEmbedded(options, file.spec.hosts[0]?.address, line);
  try {
    // Nobody keeps watch once this process ends.
    const wish = wishOf(options, file, line, typedCommand(["serve"], options, line));
    const done = withCoordinator(stateDir, (client) => bootstrap(client, "embedded", wish, around));
    return await Promise.race([done, embedded.broken]);
  } finally {
    await embedded.stop();
  }
}

function wishOf(options: BootstrapOptions, file: SpecFile, line: CommandLine, afterDone: string): BootstrapWish {
  const { ignoreChecks, output, wait } = options;
  const afterFailure = typedCommand(["bootstrap", "-f", options.file ?? "-"], options, line);
  const comeBack = typedCommand(["events", "--follow"], options, line);
  return { file, ignoreChecks, output, waitMs: wait, next: { afterDone, afterFailure }, comeBack };
}

/** A command as it works when it is copied: with the state directory when it is not the usual one. */
function typedCommand(words: readonly string[], { stateDir }: BootstrapOptions, { around }: CommandLine): string {
  const where = stateDir === around.environment.stateDir ? [] : ["--state-dir", stateDir];
  return ["coordinator", ...words, ...where].map(shellWord).join(" ");
}

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** With a channel of its own: one that found nobody waits a second before it looks again. */
async function answers(stateDir: string): Promise<boolean> {
  try {
    await withCoordinator(stateDir, (client) => client.status());
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "COORDINATOR_UNREACHABLE") return false;
    throw error;
  }
}

async function startEmbedded(
  options: BootstrapOptions,
  firstHost: string | undefined,
  line: CommandLine,
): Promise<Coordinator> {
  // Its log would be drawn into the view of the run; what matters of it is in the events.
  const wish = { ...options, logLevel: "silent", ...(firstHost === undefined ? {} : { firstHost }) } as const;
  const daemon = await startDaemon(wish, line);
  note(line.around, [`no coordinator runs on ${options.stateDir}: this process is one until the run ends`]);
  return daemon;
}
