import type { Command, Option } from "commander";

export interface TreeOption {
  /** As written: "-o, --output <format>". */
  readonly flags: string;
  readonly short?: string;
  readonly long?: string;
  readonly description: string;
  /** Empty when anything may be given. */
  readonly choices: readonly string[];
  readonly takesValue: boolean;
  /** In words; absent when there is none worth telling. */
  readonly initial?: string;
}

export interface TreeArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** It may be given several times: its name then ends in "...". */
  readonly variadic: boolean;
  readonly choices: readonly string[];
}

/** A command and what is below it, as data: what man pages and completions are made of. */
export interface CommandTree {
  /** From the program on: ["coordinator", "token", "create"]. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly TreeArgument[];
  readonly options: readonly TreeOption[];
  readonly commands: readonly CommandTree[];
}

/** `say`: puts what is for people into their language. */
export function commandTree(
  command: Command,
  above: readonly string[] = [],
  say: (text: string) => string = (text) => text,
): CommandTree {
  const path = [...above, command.name()];
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((child) => child.name() !== "help");
  return {
    path,
    summary: say(command.summary() || command.description()),
    description: say(command.description() || command.summary()),
    arguments: command.registeredArguments.map((argument) => ({
      name: `${argument.name()}${argument.variadic ? "..." : ""}`,
      description: say(argument.description),
      required: argument.required,
      variadic: argument.variadic,
      choices: argument.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map((option) => treeOption(option, say)),
    commands: commands.map((child) => commandTree(child, path, say)),
  };
}

function treeOption(option: Option, say: (text: string) => string): TreeOption {
  const { flags, short, long, description, argChoices, required, optional } = option;
  const initial = initialOf(option);
  return {
    flags,
    description: say(description),
    choices: argChoices ?? [],
    takesValue: required || optional,
    ...(short ? { short } : {}),
    ...(long ? { long } : {}),
    ...(initial === undefined ? {} : { initial }),
  };
}

function initialOf({ defaultValue, defaultValueDescription }: Option): string | undefined {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  return typeof defaultValue === "string" || typeof defaultValue === "number" ? String(defaultValue) : undefined;
}

/** The command itself and all below it, from the top. */
export function everyCommand(tree: CommandTree): readonly CommandTree[] {
  return [tree, ...tree.commands.flatMap(everyCommand)];
}
