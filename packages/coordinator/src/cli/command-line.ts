import { type Command, InvalidArgumentError, Option } from "commander";
import { groupRoles } from "../rpc/admin-role.ts";
import { roleSocketOf } from "../rpc/admin-sockets.ts";
import type { Surroundings } from "./surroundings.ts";
import type { programWords } from "./words/program-words.ts";

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

/** Commands under the titles of the help. */
export type CommandGroups = Readonly<Record<keyof (typeof programWords)["en"]["groups"], readonly AddCommand[]>>;

/** Which coordinator, and as whom. */
export interface CoordinatorChoice {
  readonly stateDir: string;
  /** The socket of a role, for whoever does not own the state directory. */
  readonly role?: string;
}

export function withStateDir(command: Command, { around }: CommandLine): Command {
  return command.option("--state-dir <dir>", "state directory of the coordinator", around.environment.stateDir);
}

/** For commands that talk to a coordinator. */
export function withCoordinatorChoice(command: Command, line: CommandLine): Command {
  const { role, socketDir } = line.around.environment;
  const option = new Option(
    "--role <role>",
    "use the socket of this role: operator, or viewer, who may only look",
  ).argParser((text) => roleSocket(text, socketDir));
  return withStateDir(command, line).addOption(role ? option.default(roleSocketOf(socketDir, role), role) : option);
}

function roleSocket(text: string, socketDir: string): string {
  const role = groupRoles.find((each) => each === text);
  if (role === undefined) throw new InvalidArgumentError(`Choose one of ${groupRoles.join(", ")}.`);
  return roleSocketOf(socketDir, role);
}

export function withSpecFile(command: Command): Command {
  return command.option("-f, --file <file>", "cluster.yaml; - reads standard input");
}
