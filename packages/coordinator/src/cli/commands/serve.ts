import type { LogLevel } from "@quorate/shared/log";
import { Heart } from "@quorate/shared/service-manager";
import { Option } from "commander";
import { type AddCommand, type CommandLine, exitCode, withStateDir } from "../command-line.ts";
import { startDaemon } from "../daemon.ts";
import { type DaemonOptions, withDaemonOptions } from "../daemon-options.ts";
import { openPage, type PageOptions, withPageOptions } from "../page-options.ts";

interface ServeOptions extends DaemonOptions, PageOptions {
  readonly stateDir: string;
  readonly logLevel: LogLevel;
  readonly operatorGroup?: string;
  readonly viewerGroup?: string;
  readonly roleSockets?: true;
}

const logLevels: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

export const addServe: AddCommand = (program, line) => {
  withPageOptions(withDaemonOptions(withStateDir(program.command("serve"), line)))
    .summary("run the coordinator in the foreground, as its service does")
    .option("--operator-group <group>", "who may do everything with --role operator, beside the coordinator's own user")
    .option("--viewer-group <group>", "who may look with --role viewer")
    .option(
      "--role-sockets",
      `the groups of the folders operator and viewer in ${line.around.environment.socketDir} get these roles, as the service has it`,
    )
    .addOption(new Option("--log-level <level>", "JSON lines on standard error").choices(logLevels).default("info"))
    .action(async (options: ServeOptions) => {
      line.exit = await serve(options, line);
    });
};

/** Below the 40 s after which the unit file has systemd kill it, with what stopping itself takes. */
const pauseMs = 25_000;

async function serve(options: ServeOptions, line: CommandLine): Promise<number> {
  const { serviceManager: manager, clock } = line.around;
  const daemon = await startDaemon(options, line);
  const page = await openPage(options, daemon, line).catch(async (error: unknown) => {
    await daemon.stop();
    throw error;
  });
  // Without agents nothing happens and nothing is wrong; a log that cannot be written ends the process.
  const heart = new Heart({ manager, clock, stillMs: Number.POSITIVE_INFINITY });
  heart.ready();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: askedTwice, resolve: askTwice } = Promise.withResolvers<void>();
  let asks = 0;
  const release = line.around.onInterrupt(() => {
    asks += 1;
    if (asks === 1) ask();
    else askTwice();
  });
  try {
    await Promise.race([asked, daemon.broken]);
    // Steps under way end, and a start window closes, if they can soon; what is longer, its agent finishes alone.
    await Promise.race([daemon.pause(pauseMs), askedTwice, daemon.broken]);
  } finally {
    heart.stop();
    await page?.stop();
    await daemon.stop();
    release();
  }
  return exitCode.done;
}
