import type { Command } from "commander";
import type { Surroundings } from "./surroundings.ts";

/** Exit codes beside those of the error catalogue. */
export const exitCode = { done: 0, failed: 1, changesPending: 2, usage: 64, paused: 75, detached: 130 } as const;

/** What a subcommand gets: where it is, and where it leaves its exit code. */
export interface CommandLine {
  readonly around: Surroundings;
  readonly version: string;
  /** Left by the action that ran. */
  exit: number;
}

/** Adds one subcommand to the program. */
export type AddCommand = (program: Command, line: CommandLine) => void;

export function withStateDir(command: Command, { around }: CommandLine): Command {
  return command.option("--state-dir <dir>", "state directory of the coordinator", around.environment.stateDir);
}

export function withSpecFile(command: Command): Command {
  return command.option("-f, --file <file>", "cluster.yaml; - reads standard input");
}
