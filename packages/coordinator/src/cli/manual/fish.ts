import { type CommandTree, everyCommand } from "./command-tree.ts";

/** One line for each word that may come next. What is asked for elsewhere, like the hosts of `get hosts`, is no command. */
export function fishCompletion(program: CommandTree): string {
  const [name = ""] = program.path;
  const lines = everyCommand(program).flatMap((command) => commandLines(name, command));
  const paths = everyCommand(program).flatMap(({ path }) => (path.length > 1 ? [quoted(pathOf(path))] : []));
  const at = atFunction(name);
  return `# fish completion of ${name}; put it into ~/.config/fish/completions/${name}.fish
function ${at}
  set -l at ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$at $word")
    if contains -- $next ${paths.join(" ")}
      set at $next
    end
  end
  test "$at" = "$argv"
end
complete -c ${name} -f
${lines.join("\n")}
`;
}

const pathOf = (path: readonly string[]): string => path.slice(1).join(" ");
const atFunction = (name: string): string => `__${name.replaceAll("-", "_")}_at`;

function commandLines(name: string, { path, commands, options, arguments: taken }: CommandTree): readonly string[] {
  const condition = ` -n ${quoted(`${atFunction(name)} ${pathOf(path)}`.trimEnd())}`;
  return [
    ...commands.map((child) => `complete -c ${name}${condition} -a ${child.path.at(-1)} -d ${quoted(child.summary)}`),
    ...taken.flatMap(({ choices, description }) =>
      choices.length === 0
        ? []
        : [`complete -c ${name}${condition} -a ${quoted(choices.join(" "))} -d ${quoted(description)}`],
    ),
    ...options.map(({ short, long, description, choices, takesValue }) => {
      const flags = [short ? ` -s ${short.slice(1)}` : "", long ? ` -l ${long.slice(2)}` : ""].join("");
      const value = takesValue ? (choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : " -r -F") : "";
      return `complete -c ${name}${condition}${flags}${value} -d ${quoted(description)}`;
    }),
  ];
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
