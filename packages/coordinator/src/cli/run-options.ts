import { type Command, Option } from "commander";
import { durationMs, idList } from "./argument.ts";
import { type CommandLine, type CoordinatorChoice, withCoordinatorChoice, withSpecFile } from "./command-line.ts";
import { type DaemonOptions, withDaemonOptions } from "./daemon-options.ts";
import type { RunWish } from "./drive-run.ts";
import type { ViewFormat } from "./run-viewer.ts";
import type { SpecFile } from "./spec-file.ts";
import { typedCommand } from "./typed-command.ts";

/** What every command that shows a run can be told. */
export interface ViewOptions extends CoordinatorChoice {
  readonly output: ViewFormat;
}

/** What every command that may be a coordinator while its run lasts can be told. */
export interface DriveOptions extends ViewOptions, DaemonOptions {
  readonly wait: number;
}

/** What every command that starts a run can be told. */
export interface RunOptions extends DriveOptions {
  readonly file?: string;
}

export function withViewOptions(command: Command, line: CommandLine): Command {
  return withCoordinatorChoice(command, line).addOption(
    new Option("-o, --output <format>", "auto: drawn on a terminal, lines elsewhere; jsonl: the event stream")
      .choices(["auto", "plain", "jsonl"])
      .default("auto"),
  );
}

export function withDriveOptions(
  command: Command,
  line: CommandLine,
  wait: readonly [ms: number, text: string],
): Command {
  withViewOptions(command, line).addOption(
    new Option("--wait <time>", "how long to wait for agents; 0s: not at all").argParser(durationMs).default(...wait),
  );
  return withDaemonOptions(command);
}

export function withRunOptions(
  command: Command,
  line: CommandLine,
  wait: readonly [ms: number, text: string],
): Command {
  return withDriveOptions(withSpecFile(command), line, wait);
}

export function withIgnoreChecks(command: Command): Command {
  return command.addOption(
    new Option("--ignore-checks <ids>", "checks that may fail, with commas between; recorded in the run")
      .argParser(idList)
      .default([], "none"),
  );
}

export function withUntil(command: Command): Command {
  return command.option("--until <phase>", "the last phase of the run, by its name in the plan");
}

/** `again` goes on with what was begun; `afterDone` is the next thing that people want; `afterStop` is `again` to the end. */
export function runWish(
  { output, wait, stateDir }: RunOptions,
  file: SpecFile,
  line: CommandLine,
  words: {
    readonly again: readonly string[];
    readonly afterDone: readonly string[];
    readonly afterStop?: readonly string[];
  },
): RunWish & { readonly file: SpecFile } {
  const typed = (command: readonly string[]): string => typedCommand(command, stateDir, line);
  const stop = words.afterStop ? { afterStop: typed(words.afterStop) } : {};
  const next = { afterDone: typed(words.afterDone), afterFailure: typed(words.again), ...stop };
  return { file, hosts: file.spec.hosts, output, waitMs: wait, next, comeBack: typed(["attach"]) };
}
