import type { Argument, Command, Option } from "commander";
import { program as agentProgram } from "../../packages/agent/src/main.ts";
import { commands } from "../../packages/coordinator/src/cli/all-commands.ts";
import { exitCode } from "../../packages/coordinator/src/cli/command-line.ts";
import { buildProgram } from "../../packages/coordinator/src/cli/program.ts";
import { realSurroundings } from "../../packages/coordinator/src/cli/surroundings.ts";

/** A command as its user meets it, without what is hidden. */
export interface CommandNode {
  /** From the program on, like "coordinator token create". */
  readonly path: readonly string[];
  readonly description: string;
  readonly arguments: readonly { readonly term: string; readonly description: string }[];
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
}

export interface OptionNode {
  readonly flags: string;
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** The only values it takes, where they are known. */
  readonly choices: readonly string[];
}

export function coordinatorTree(version: string): CommandNode {
  const real = realSurroundings();
  // As the service and root see it, whoever builds.
  const environment = { ...real.environment, stateDir: "/var/lib/quorate-coordinator" };
  return readTree(buildProgram({ around: { ...real, environment }, version, exit: exitCode.done }, commands));
}

export function agentTree(): CommandNode {
  const silent = { out: () => undefined, error: () => undefined };
  return readTree(agentProgram(silent));
}

function readTree(command: Command, before: readonly string[] = []): CommandNode {
  const help = command.createHelp();
  const path = [...before, command.name()];
  return {
    path,
    description: command.description() || command.summary(),
    arguments: command.registeredArguments.map((argument) => readArgument(argument)),
    options: help.visibleOptions(command).map((option) => readOption(option, help.optionDescription(option))),
    commands: help
      .visibleCommands(command)
      .filter((each) => each.name() !== "help")
      .map((each) => readTree(each, path)),
  };
}

function readArgument(argument: Argument): CommandNode["arguments"][number] {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return { term: argument.required ? `<${name}>` : `[${name}]`, description: argument.description };
}

function readOption(option: Option, described: string): OptionNode {
  return {
    flags: option.flags,
    names: [option.short, option.long].filter((name) => name !== undefined && name !== null),
    // The host's own name is the builder's here.
    description: option.attributeName() === "host" ? option.description : described,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  };
}
