import { exitCodeWords, type ProgramExit } from "../../report/words/exit-code-words.ts";
import { type CommandTree, everyCommand, type TreeOption } from "./command-tree.ts";

export interface ManPage {
  /** coordinator-bootstrap.1 */
  readonly name: string;
  /** man(7) source. */
  readonly text: string;
}

/** What a page says beside the command line. */
export interface ManualAbout {
  readonly section: 1 | 8;
  readonly version: string;
  readonly exits: readonly ProgramExit[];
  /** Paths and what is there; on the program's own page. */
  readonly files: readonly (readonly [path: string, meaning: string])[];
  /** Pages of others, like kubectl(1). */
  readonly seeAlso: readonly string[];
}

/** A page for the program and one for each command, in English, the same for the same version: without a date. */
export function manPages(program: CommandTree, about: ManualAbout): readonly ManPage[] {
  return everyCommand(program).map((command) => ({
    name: `${pageName(command)}.${about.section}`,
    text: `${page(command, program, about).join("\n")}\n`,
  }));
}

const pageName = ({ path }: CommandTree): string => path.join("-");

function page(command: CommandTree, program: CommandTree, about: ManualAbout): readonly string[] {
  const { path, summary, description, options, commands } = command;
  const { section: number, version, exits, files, seeAlso } = about;
  const others = everyCommand(program).filter((other) => other !== command && other.path.length <= 2);
  return [
    `.TH ${quoted(pageName(command).toUpperCase())} ${number} "" ${quoted(`quorate ${version}`)} "Quorate"`,
    ".SH NAME",
    `${escaped(pageName(command))} \\- ${escaped(summary)}`,
    ".SH SYNOPSIS",
    `.B ${escaped(path.join(" "))}`,
    escaped(synopsis(command)),
    ".SH DESCRIPTION",
    escaped(sentence(description)),
    ...section(
      "COMMANDS",
      commands.flatMap((child) => entry(bold(child.path.slice(1).join(" ")), child.summary)),
    ),
    ...section(
      "ARGUMENTS",
      command.arguments.flatMap(({ name, description: text }) => entry(italic(name), text)),
    ),
    ...section("OPTIONS", options.flatMap(optionEntry)),
    ...section(
      "EXIT STATUS",
      exits.flatMap((code) => entry(bold(String(code)), exitCodeWords.en[code])),
    ),
    ...section("FILES", command === program ? files.flatMap(([file, meaning]) => entry(bold(file), meaning)) : []),
    ".SH SEE ALSO",
    [...others.map((other) => `${bold(pageName(other))}(${number})`), ...seeAlso.map(escaped)].join(",\n"),
  ];
}

function synopsis({ options, commands, arguments: taken }: CommandTree): string {
  const words = taken.map(({ name, required }) => (required ? `<${name}>` : `[${name}]`));
  return [...(options.length > 0 ? ["[options]"] : []), ...(commands.length > 0 ? ["<command>"] : []), ...words].join(
    " ",
  );
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`.SH ${title}`, ...lines];

const entry = (term: string, text: string): readonly string[] => [".TP", term, escaped(text)];

function optionEntry({ flags, description, choices, initial }: TreeOption): readonly string[] {
  const details = [
    ...(choices.length > 0 ? [`one of ${choices.join(", ")}`] : []),
    ...(initial === undefined ? [] : [`default: ${initial}`]),
  ];
  return entry(bold(flags), details.length === 0 ? description : `${description} (${details.join("; ")})`);
}

const sentence = (text: string): string =>
  /[.!?]$/.test(text) ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;
const italic = (text: string): string => `\\fI${escaped(text)}\\fR`;
const quoted = (text: string): string => `"${escaped(text).replaceAll('"', '""')}"`;

/** A hyphen is a minus that can be copied; a line that begins with a dot or a quote would be a request. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");
}
