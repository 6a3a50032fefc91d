import { type CommandTree, everyCommand, type TreeArgument, type TreeOption } from "./command-tree.ts";

/** One function for each command, each with its own options. */
export function zshCompletion(program: CommandTree): string {
  const [name = ""] = program.path;
  const functions = everyCommand(program).map(commandFunction);
  return `#compdef ${name}
# zsh completion of ${name}; put it as _${name} into a folder of $fpath
${functions.join("\n")}
if [ "$funcstack[1]" = "_${name}" ]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

const functionName = ({ path }: CommandTree): string => `_${path.join("_").replaceAll("-", "_")}`;

function commandFunction(command: CommandTree): string {
  const { commands, options, arguments: taken } = command;
  const specs = options.map(optionSpec);
  if (commands.length === 0) {
    return `${functionName(command)}() {\n  _arguments -s ${[...specs, ...taken.map(argumentSpec)].join(" ")}\n}`;
  }
  const described = commands.map(({ path, summary }) => quoted(`${path.at(-1)}:${summary.replaceAll(":", "\\:")}`));
  const cases = commands.map((child) => `    ${child.path.at(-1)}) ${functionName(child)} ;;`);
  return `${functionName(command)}() {
  local curcontext="$curcontext" state line
  _arguments -C ${specs.join(" ")} '1: :->command' '*:: :->rest'
  case $state in
  command)
    local -a commands=(${described.join(" ")})
    _describe command commands ;;
  rest)
    case $line[1] in
${cases.join("\n")}
    esac ;;
  esac
}`;
}

function optionSpec({ short, long, description, choices, takesValue }: TreeOption): string {
  const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(" ")})` : "_files"}` : "";
  const text = `[${description.replaceAll(/[[\]:]/g, "\\$&")}]${value}`;
  const flags = [short, long].flatMap((flag) => flag ?? []);
  return flags.map((flag) => quoted(`${flag}${text}`)).join(" ");
}

function argumentSpec({ name, required, variadic, choices }: TreeArgument): string {
  const from = choices.length > 0 ? `(${choices.join(" ")})` : "";
  return quoted(variadic ? `*:${name}:${from}` : `:${required ? "" : ":"}${name}:${from}`);
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
