import type { CommandNode } from "./command-tree.ts";

export interface Manual {
  readonly tree: CommandNode;
  readonly section: 1 | 8;
  readonly version: string;
  /** One line, as whatis(1) shows it. */
  readonly summary: string;
  readonly files: readonly (readonly [string, string])[];
  readonly exitCodes: readonly (readonly [string, string])[];
  readonly seeAlso: readonly string[];
}

/** A page for man(1), of the same definitions as --help. */
export function manualPage({ tree, section, version, summary, files, exitCodes, seeAlso }: Manual): string {
  const name = tree.path[0] ?? "";
  const lines = [
    `.TH ${name.toUpperCase()} ${section} "" "quorate ${version}" "Quorate"`,
    ".SH NAME",
    `${roff(name)} \\- ${roff(summary)}`,
    ".SH SYNOPSIS",
    `.B ${roff(name)}`,
    ".I command",
    "[options]",
    ".SH DESCRIPTION",
    roff(tree.description),
    ...optionLines(tree),
    ".SH COMMANDS",
    ...tree.commands.flatMap(commandLines),
    ".SH FILES",
    ...items(files),
    ".SH EXIT STATUS",
    ...items(exitCodes),
    ".SH SEE ALSO",
    roff(seeAlso.join(", ")),
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines(command: CommandNode): readonly string[] {
  if (command.commands.length > 0) return command.commands.flatMap(commandLines);
  const terms = command.arguments.map(({ term }) => term);
  return [
    `.SS "${roff([...command.path.slice(1), ...terms].join(" "))}"`,
    roff(command.description),
    ...items(
      command.arguments.filter(({ description }) => description !== "").map((each) => [each.term, each.description]),
    ),
    ...optionLines(command),
  ];
}

const optionLines = ({ options }: CommandNode): readonly string[] =>
  items(options.map(({ flags, description }) => [flags, description]));

const items = (pairs: readonly (readonly [string, string])[]): readonly string[] =>
  pairs.flatMap(([term, meaning]) => [".TP", `.B ${roff(term)}`, roff(meaning)]);

/** A hyphen is typed as it is read, and no word at the start of a line is a request. */
function roff(words: string): string {
  return words
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("\n", " ")
    .replace(/^([.'])/, "\\&$1");
}
