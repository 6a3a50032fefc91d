import { AppError } from "@quorate/shared/errors";
import { Option } from "commander";
import { adminSocketOf } from "../../journal/state-directory.ts";
import { AdminClient } from "../../rpc/admin-client.ts";
import type { Coordinator } from "../../rpc/coordinator-server.ts";
import { durationMs, idList } from "../argument.ts";
import { type BootstrapWish, bootstrap } from "../bootstrap.ts";
import { type AddCommand, type CommandLine, withSpecFile, withStateDir } from "../command-line.ts";
import { startDaemon } from "../daemon.ts";
import { type ListenOptions, withListenOptions } from "../listen-options.ts";
import type { ViewFormat } from "../run-viewer.ts";
import { readSpec } from "../spec-file.ts";
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
    .option("--ignore-checks <ids>", "checks that may fail, with commas between; recorded in the run", idList, [])
    .option("--wait <time>", "how long to wait for agents; 0s: not at all", durationMs, quarterHour);
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
  const { ignoreChecks, output, wait } = options;
  const wish: BootstrapWish = { file, typed: options.file ?? "-", ignoreChecks, output, waitMs: wait };
  const client = new AdminClient(adminSocketOf(options.stateDir));
  let embedded: Coordinator | undefined;
  try {
    if (!(await answers(client))) embedded = await startEmbedded(options, file.spec.hosts[0]?.address, line);
    const done = bootstrap(client, embedded ? "embedded" : "daemon", wish, around);
    return await (embedded ? Promise.race([done, embedded.broken]) : done);
  } finally {
    client.close();
    await embedded?.stop();
  }
}

async function answers(client: AdminClient): Promise<boolean> {
  try {
    await client.status();
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
