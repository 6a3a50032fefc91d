import { AppError } from "@quorate/shared/errors";
import { Command, CommanderError } from "commander";
import { errorText } from "../report/error-text.ts";
import { type AddCommand, type CommandLine, exitCode } from "./command-line.ts";
import { note, type Surroundings } from "./surroundings.ts";
import { usageError } from "./usage-error.ts";

export interface ProgramSettings {
  readonly version: string;
  readonly commands: Readonly<Record<string, readonly AddCommand[]>>;
}

/** Runs one command line and resolves with its exit code. Never rejects: every error has been said on standard error. */
export async function runProgram(
  argv: readonly string[],
  around: Surroundings,
  settings: ProgramSettings,
): Promise<number> {
  const line: CommandLine = { around, version: settings.version, exit: exitCode.usage };
  try {
    await buildProgram(line, settings.commands).parseAsync([...argv], { from: "user" });
    return line.exit;
  } catch (error) {
    return complain(error, around);
  }
}

/** All commands with all their options; what the help, the manual and the completions are made of. */
export function buildProgram(line: CommandLine, groups: ProgramSettings["commands"]): Command {
  const { stdout, stderr } = line.around;
  const program = new Command("coordinator")
    .description("Takes bare Linux hosts to a highly available Kubernetes control plane, and keeps watch over it.")
    .version(line.version, "--version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // Errors are said once, in one shape, by whoever catches them.
      outputError: () => undefined,
      getOutHelpWidth: () => stdout.look.columns,
      getErrHelpWidth: () => stderr.look.columns,
      getOutHasColors: () => stdout.look.colour,
      getErrHasColors: () => stderr.look.colour,
    });
  for (const [group, commands] of Object.entries(groups)) {
    program.commandsGroup(group);
    for (const add of commands) add(program, line);
  }
  return program.addHelpText("after", helpEnd);
}

const helpEnd = `
First steps:
  coordinator init 192.168.1.90 192.168.1.91 192.168.1.93 --vip 192.168.1.33 > cluster.yaml
  coordinator bootstrap -f cluster.yaml

Exit codes: 0 done, 1 failed, 2 changes pending (plan --detailed-exitcode), 64 usage,
  65 bad cluster.yaml, 69 unreachable, 75 stopped and can go on, 77 refused, 130 detached`;

function complain(error: unknown, around: Surroundings): number {
  if (error instanceof CommanderError) {
    // --help and --version come this way too, and were obeyed.
    if (error.exitCode === 0) return exitCode.done;
    if (error.code === "commander.help") return exitCode.usage;
    return complain(usageError(error), around);
  }
  const known = error instanceof AppError ? error : unforeseen(error);
  note(around, errorText(known, around.stderr.look));
  return known.spec.exit;
}

/** A bug: the place in the program is what its report needs. */
function unforeseen(error: unknown): AppError {
  const { code, message, hint } = AppError.from(error);
  const stack = error instanceof Error ? (error.stack ?? "").split("\n").slice(1, 7) : [];
  return new AppError(code, message, { cause: error, hint, evidence: stack.map((line) => line.trim()) });
}
