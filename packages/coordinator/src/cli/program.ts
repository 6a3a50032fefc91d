import { AppError } from "@quorate/shared/errors";
import { Command, CommanderError } from "commander";
import { errorText } from "../report/error-text.ts";
import { wrap } from "../report/line.ts";
import type { Look } from "../report/look.ts";
import { field } from "../report/table.ts";
import { exitCodeWords } from "../report/words/exit-code-words.ts";
import { type CommandGroups, type CommandLine, exitCode } from "./command-line.ts";
import { speakHelp } from "./help-words.ts";
import { languageOption } from "./language-option.ts";
import { note, type Surroundings } from "./surroundings.ts";
import { usageError } from "./usage-error.ts";
import { programWords } from "./words/program-words.ts";

export interface ProgramSettings {
  readonly version: string;
  readonly commands: CommandGroups;
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
  const { stdout, stderr, environment } = line.around;
  const { language } = environment;
  const words = programWords[language];
  const program = speakHelp(new Command("coordinator"), language)
    .description(words.about)
    .version(line.version, "--version", words.version)
    .addOption(languageOption(language))
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
  for (const [group, title] of Object.entries(words.groups)) {
    program.commandsGroup(title);
    for (const add of groups[group as keyof CommandGroups]) add(program, line);
  }
  return program.addHelpText("after", helpEnd(stdout.look));
}

function helpEnd({ language, columns }: Look): string {
  const { firstSteps, exitCodes } = programWords[language];
  const lines = Object.entries(exitCodeWords[language]).flatMap(([code, meaning]) =>
    field(code, wrap(meaning, columns - 7), 3),
  );
  return `
${firstSteps}
  coordinator init 192.168.1.90 192.168.1.91 192.168.1.93 --vip 192.168.1.33 > cluster.yaml
  coordinator bootstrap -f cluster.yaml

${[exitCodes, ...lines].join("\n")}`;
}

function complain(error: unknown, around: Surroundings): number {
  if (error instanceof CommanderError) {
    // --help and --version come this way too, and were obeyed.
    if (error.exitCode === 0) return exitCode.done;
    if (error.code === "commander.help") return exitCode.usage;
    return complain(usageError(error, around.environment.language), around);
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
