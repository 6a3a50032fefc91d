import type { Language } from "@quorate/shared/language";
import { exitCodeWords, type ProgramExit } from "../../report/words/exit-code-words.ts";
import { manualWords } from "../words/manual-words.ts";
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
  readonly language: Language;
  readonly exits: readonly ProgramExit[];
  /** Paths and what is there; on the program's own page. */
  readonly files: readonly (readonly [path: string, meaning: string])[];
  /** Pages of others, like kubectl(1). */
  readonly seeAlso: readonly string[];
}

/** A page for the program and one for each command, the same for the same version: without a date. */
export function manPages(program: CommandTree, about: ManualAbout): readonly ManPage[] {
  return everyCommand(program).map((command) => ({
    name: `${pageName(command)}.${about.section}`,
    text: `${page(command, program, about).join("\n")}\n`,
  }));
}

type Words = (typeof manualWords)[Language];

const pageName = ({ path }: CommandTree): string => path.join("-");

function page(command: CommandTree, program: CommandTree, about: ManualAbout): readonly string[] {
  const { path, summary, description, options, commands } = command;
  const { section: number, version, language, exits, files, seeAlso } = about;
  const words = manualWords[language];
  const { titles } = words;
  const others = everyCommand(program).filter((other) => other !== command && other.path.length <= 2);
  return [
    `.TH ${quoted(pageName(command).toUpperCase())} ${number} "" ${quoted(`quorate ${version}`)} "Quorate"`,
    `.SH ${titles.name}`,
    `${escaped(pageName(command))} \\- ${escaped(summary)}`,
    `.SH ${titles.synopsis}`,
    `.B ${escaped(path.join(" "))}`,
    escaped(synopsis(command, words)),
    `.SH ${titles.description}`,
    escaped(sentence(description)),
    ...section(
      titles.commands,
      commands.flatMap((child) => entry(bold(child.path.slice(1).join(" ")), child.summary)),
    ),
    ...section(
      titles.arguments,
      command.arguments.flatMap(({ name, description: text }) => entry(italic(name), text)),
    ),
    ...section(
      titles.options,
      options.flatMap((option) => optionEntry(option, words)),
    ),
    ...section(
      titles.exits,
      exits.flatMap((code) => entry(bold(String(code)), exitCodeWords[language][code])),
    ),
    ...section(titles.files, command === program ? files.flatMap(([file, meaning]) => entry(bold(file), meaning)) : []),
    `.SH ${titles.seeAlso}`,
    [...others.map((other) => `${bold(pageName(other))}(${number})`), ...seeAlso.map(escaped)].join(",\n"),
  ];
}

function synopsis({ options, commands, arguments: taken }: CommandTree, words: Words): string {
  const { optionsPlace, commandPlace } = words;
  const names = taken.map(({ name, required }) => (required ? `<${name}>` : `[${name}]`));
  return [...(options.length > 0 ? [optionsPlace] : []), ...(commands.length > 0 ? [commandPlace] : []), ...names].join(
    " ",
  );
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`.SH ${title}`, ...lines];

const entry = (term: string, text: string): readonly string[] => [".TP", term, escaped(text)];

function optionEntry({ flags, description, choices, initial }: TreeOption, words: Words): readonly string[] {
  const details = [
    ...(choices.length > 0 ? [words.oneOf(choices.join(", "))] : []),
    ...(initial === undefined ? [] : [words.initial(initial)]),
  ];
  return entry(bold(flags), details.length === 0 ? description : words.detailed(description, details));
}

const sentence = (text: string): string =>
  /[.!?。！？]$/.test(text) || /\p{Script=Han}/u.test(text) ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

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
