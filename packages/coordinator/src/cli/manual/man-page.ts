import { type CommandTree, everyCommand, type TreeOption } from "./command-tree.ts";

export interface ManPage {
  /** coordinator-bootstrap.1 */
  readonly name: string;
  /** man(7) source. */
  readonly text: string;
}

const exitCodes: readonly (readonly [code: string, meaning: string])[] = [
  ["0", "done"],
  ["1", "failed"],
  ["2", "changes are pending (plan --detailed-exitcode)"],
  ["64", "the command line is wrong"],
  ["65", "cluster.yaml is wrong, or a saved plan is not what would be done now"],
  ["69", "coordinator or agent cannot be reached"],
  ["75", "stopped, and can go on"],
  ["77", "refused"],
  ["130", "detached by Ctrl-C; the run goes on"],
];

/** A page for the program and one for each command, the same for the same version: without a date. */
export function manPages(program: CommandTree, version: string): readonly ManPage[] {
  return everyCommand(program).map((command) => ({
    name: `${pageName(command)}.1`,
    text: `${page(command, program, version).join("\n")}\n`,
  }));
}

const pageName = ({ path }: CommandTree): string => path.join("-");

function page(command: CommandTree, program: CommandTree, version: string): readonly string[] {
  const { path, summary, description, options, commands } = command;
  const others = everyCommand(program).filter((other) => other !== command && other.path.length <= 2);
  return [
    `.TH ${quoted(pageName(command).toUpperCase())} 1 "" ${quoted(`quorate ${version}`)} "Quorate"`,
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
      exitCodes.flatMap(([code, meaning]) => entry(bold(code), meaning)),
    ),
    ".SH SEE ALSO",
    others.map((other) => `${bold(pageName(other))}(1)`).join(",\n"),
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
