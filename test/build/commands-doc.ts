import { writeFileSync } from "node:fs";
import type { CommandTree, TreeOption } from "../../packages/coordinator/src/cli/manual/command-tree.ts";
import { programTree } from "../../packages/coordinator/src/cli/manual/manual.ts";
import { type Language, languages, spoken } from "../../packages/shared/src/language.ts";
import { cell, docPage, sentence as sentenceOf } from "./doc-page.ts";

interface CommandDocWords {
  readonly head: string;
  readonly index: readonly [string, string];
  readonly argument: string;
  readonly options: readonly [string, string];
  readonly place: string;
  /** Between a text and its choices. */
  readonly colon: string;
  readonly comma: string;
}

const words = spoken<CommandDocWords>(
  {
    head: `# Commands

[中文](zh/commands.md)

Generated from the command line itself by \`npm run gen\`; a test keeps them equal. \`coordinator COMMAND --help\` prints the same, in
English or, where the locale is Chinese or \`--lang zh\` is given, in Chinese; packages bring it as manual pages.

\`--lang en|zh\` and \`--help\` may stand with every command. \`-o json|jsonl|yaml|name\`, codes, ids and exit codes are the same in every
language; what the exit codes mean: [errors.md](errors.md). Defaults are those of root.
`,
    index: ["Command", "What it does"],
    argument: "Argument",
    options: ["Option", "Default"],
    place: "[options]",
    colon: ": ",
    comma: ", ",
  },
  {
    head: `# 命令

[English](../commands.md)

由 \`npm run gen\` 从命令行本身生成；有测试保证两者一致。\`coordinator COMMAND --help\` 打印的内容相同：locale 是中文，或给出
\`--lang zh\` 时用中文，否则用英文；软件包里有同样内容的手册页。

\`--lang en|zh\` 和 \`--help\` 可以跟在任何命令后面。\`-o json|jsonl|yaml|name\`、各种代码、id 和退出码在任何语言下都一样；
退出码的含义见 [errors.md](errors.md)。默认值是 root 用户的。
`,
    index: ["命令", "做什么"],
    argument: "参数",
    options: ["选项", "默认值"],
    place: "[选项]",
    colon: "：",
    comma: "、",
  },
);

export const commandsPage = (language: Language): string => docPage("commands.md", language);

/** The groups of the help, in its order, each command with its arguments and options. */
export function commandsDoc(language: Language): string {
  const { head, index } = words[language];
  const { commands } = programTree("", language);
  const leaves = commands
    .flatMap((command) => [command, ...command.commands])
    .filter(({ commands: own }) => own.length === 0);
  return [
    ...[head, `| ${index.join(" | ")} |`, "|---|---|", ...leaves.map(indexRow), ""],
    ...leaves.flatMap((command) => section(command, language)),
  ].join("\n");
}

const nameOf = ({ path }: CommandTree): string => path.slice(1).join(" ");
const indexRow = (command: CommandTree): string =>
  `| [${nameOf(command)}](#${nameOf(command).replaceAll(" ", "-")}) | ${cell(command.summary)} |`;

function section(command: CommandTree, language: Language): readonly string[] {
  const { description, arguments: taken, options } = command;
  const { argument, options: optionTitles, place } = words[language];
  const [option, initial] = optionTitles;
  const named = taken.map(({ name, required }) => (required ? `<${name}>` : `[${name}]`));
  const own = options.filter(({ long }) => long !== "--help");
  return [
    ...[`## ${nameOf(command)}`, "", sentence(description, language), ""],
    ...["```", ["coordinator", nameOf(command), ...(own.length > 0 ? [place] : []), ...named].join(" "), "```", ""],
    ...(taken.length === 0 ? [] : [`| ${argument} | |`, "|---|---|"]),
    ...taken.map(
      ({ name, description: text, choices }) => `| ${name} | ${cell(withChoices(text, choices, language))} |`,
    ),
    ...(taken.length === 0 ? [] : [""]),
    ...(own.length === 0
      ? []
      : [`| ${option} | | ${initial} |`, "|---|---|---|", ...own.map((each) => optionRow(each, language)), ""]),
  ];
}

const optionRow = ({ flags, description, choices, initial = "" }: TreeOption, language: Language): string =>
  `| \`${cell(flags)}\` | ${cell(withChoices(description, choices, language))} | ${initial === "" ? "" : `\`${initial}\``} |`;

function withChoices(text: string, choices: readonly string[], language: Language): string {
  if (choices.length === 0) return text;
  const { colon, comma } = words[language];
  const list = choices.map((choice) => `\`${choice}\``).join(comma);
  return text === "" ? list : `${text}${colon}${list}`;
}

const sentence = (text: string, language: Language): string => sentenceOf(text, language).replaceAll("<", "&lt;");

if (import.meta.main) for (const each of languages) writeFileSync(commandsPage(each), commandsDoc(each));
