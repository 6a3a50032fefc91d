import { type CommandTree, everyCommand } from "./command-tree.ts";

/** For bash 4 and later; needs nothing of bash-completion. */
export function bashCompletion(program: CommandTree): string {
  const [name = ""] = program.path;
  const named = name.replaceAll("-", "_");
  const cases = everyCommand(program).flatMap((command) => commandCase(command));
  return `# bash completion of ${name}; source it, or put it into /usr/share/bash-completion/completions/${name}
_${named}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="${name}" word words="" at
  for ((at = 1; at < COMP_CWORD; at++)); do
    word="\${COMP_WORDS[at]}"
    case "$path $word" in
${everyCommand(program)
  .filter(({ path }) => path.length > 1)
  .map(({ path }) => `      ${quoted(path.join(" "))}) path="$path $word" ;;`)
  .join("\n")}
    esac
  done
  case "$path $previous" in
${optionValues(program).join("\n")}
  esac
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${named} ${name}
`;
}

const quoted = (text: string): string => `"${text}"`;

/** What may come next: commands and the choices of arguments, options when a hyphen was typed or nothing else is there. */
function commandCase({ path, commands, options, arguments: taken }: CommandTree): readonly string[] {
  const words = [...commands.map((child) => child.path.at(-1) ?? ""), ...taken.flatMap(({ choices }) => choices)];
  const flags = options.flatMap(({ long, short }) => long ?? short ?? []);
  return [
    `    ${quoted(path.join(" "))})`,
    `      words="${words.join(" ")}"`,
    `      [[ "$current" == -* || -z "$words" ]] && words="${flags.join(" ")}" ;;`,
  ];
}

/** After an option that takes a value: its choices, or files. */
function optionValues(program: CommandTree): readonly string[] {
  return everyCommand(program).flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ short, long, choices }) => {
        const patterns = [short, long].flatMap((flag) => (flag ? quoted(`${path.join(" ")} ${flag}`) : []));
        const reply =
          choices.length > 0 ? `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$current"))` : "COMPREPLY=()";
        return `    ${patterns.join(" | ")}) ${reply}; return ;;`;
      }),
  );
}
