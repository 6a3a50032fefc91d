import type { CommandNode, OptionNode } from "./command-tree.ts";

/** Completes commands, options, and values that are a closed list or a file; of the same definitions as --help. */
export function bashCompletion(tree: CommandNode): string {
  const program = tree.path[0] ?? "";
  const name = `_${program.replaceAll("-", "_")}`;
  return `# bash completion for ${program}
${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path= each
  COMPREPLY=()
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $each" in
${everyCommand(tree).flatMap(pathLine).join("\n")}
    esac
  done
  case "$path $before" in
${everyCommand(tree).flatMap(valueLines).join("\n")}
  esac
  case "$path" in
${everyCommand(tree).map(wordsLine).join("\n")}
  esac
}
complete -F ${name} ${program}
`;
}

const everyCommand = (node: CommandNode): readonly CommandNode[] => [node, ...node.commands.flatMap(everyCommand)];

/** Like " token create"; empty for the program itself. */
const shellPath = ({ path }: CommandNode): string =>
  path
    .slice(1)
    .map((word) => ` ${word}`)
    .join("");

function pathLine(node: CommandNode): readonly string[] {
  const path = shellPath(node);
  return path === "" ? [] : [`      "${path}") path="${path}" ;;`];
}

function valueLines(node: CommandNode): readonly string[] {
  return node.options.filter(({ takesValue }) => takesValue).map((option) => valueLine(shellPath(node), option));
}

function valueLine(path: string, { names, choices, flags }: OptionNode): string {
  const patterns = names.map((name) => `"${path} ${name}"`).join("|");
  const folders = flags.includes("<dir>");
  const list = choices.length > 0 ? `-W "${choices.join(" ")}"` : folders ? "-d" : "-f";
  return `    ${patterns}) COMPREPLY=($(compgen ${list} -- "$word")); return ;;`;
}

function wordsLine(node: CommandNode): string {
  const words = [...node.commands.map(({ path }) => path.at(-1)), ...node.options.flatMap(({ names }) => names)];
  return `    "${shellPath(node)}") COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$word")) ;;`;
}
