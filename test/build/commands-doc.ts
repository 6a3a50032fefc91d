import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandTree, TreeOption } from "../../packages/coordinator/src/cli/manual/command-tree.ts";
import { programTree } from "../../packages/coordinator/src/cli/manual/manual.ts";
import { repository } from "./generate.ts";

export const commandsPage: string = join(repository, "docs", "commands.md");

const head = `# Commands

Generated from the command line itself by \`npm run gen\`; a test keeps them equal. \`coordinator COMMAND --help\` prints the same, in
English or, where the locale is Chinese or \`--lang zh\` is given, in Chinese; packages bring it as manual pages.

\`--lang en|zh\` and \`--help\` may stand with every command. \`-o json|jsonl|yaml|name\`, codes, ids and exit codes are the same in every
language; what the exit codes mean: [errors.md](errors.md). Defaults are those of root.
`;

/** The groups of the help, in its order, each command with its arguments and options. */
export function commandsDoc(): string {
  const { commands } = programTree("");
  const leaves = commands.map((command) => [command, ...command.commands]);
  const index = leaves.flat().flatMap((command) => (command.commands.length > 0 ? [] : [indexRow(command)]));
  return [
    ...[head, "| Command | What it does |", "|---|---|", ...index, ""],
    ...leaves.flat().flatMap((command) => (command.commands.length > 0 ? [] : section(command))),
  ].join("\n");
}

const nameOf = ({ path }: CommandTree): string => path.slice(1).join(" ");
const indexRow = (command: CommandTree): string =>
  `| [${nameOf(command)}](#${nameOf(command).replaceAll(" ", "-")}) | ${cell(command.summary)} |`;

function section(command: CommandTree): readonly string[] {
  const { description, arguments: taken, options } = command;
  const words = taken.map(({ name, required }) => (required ? `<${name}>` : `[${name}]`));
  const own = options.filter(({ long }) => long !== "--help");
  return [
    ...[`## ${nameOf(command)}`, "", sentence(description), ""],
    ...[
      "```",
      ["coordinator", nameOf(command), ...(own.length > 0 ? ["[options]"] : []), ...words].join(" "),
      "```",
      "",
    ],
    ...(taken.length === 0 ? [] : ["| Argument | |", "|---|---|"]),
    ...taken.map(({ name, description: text, choices }) => `| ${name} | ${cell(withChoices(text, choices))} |`),
    ...(taken.length === 0 ? [] : [""]),
    ...(own.length === 0 ? [] : ["| Option | | Default |", "|---|---|---|", ...own.map(optionRow), ""]),
  ];
}

const optionRow = ({ flags, description, choices, initial = "" }: TreeOption): string =>
  `| \`${cell(flags)}\` | ${cell(withChoices(description, choices))} | ${initial === "" ? "" : `\`${initial}\``} |`;

function withChoices(text: string, choices: readonly string[]): string {
  if (choices.length === 0) return text;
  const list = choices.map((choice) => `\`${choice}\``).join(", ");
  return text === "" ? list : `${text}: ${list}`;
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)]$/.test(text) ? "" : "."}`.replaceAll("<", "&lt;");
const cell = (text: string): string => text.replaceAll("|", "\\|");

if (import.meta.main) writeFileSync(commandsPage, commandsDoc());
