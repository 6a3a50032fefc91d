import { type CommandTree, everyCommand } from "./command-tree.ts";

/** One line for each word that may come next. */
export function fishCompletion(program: CommandTree): string {
  const [name = ""] = program.path;
  const lines = everyCommand(program).flatMap((command) => commandLines(name, command));
  return `# fish completion of ${name}; put it into ~/.config/fish/completions/${name}.fish
complete -c ${name} -f
${lines.join("\n")}
`;
}

function commandLines(name: string, { path, commands, options, arguments: taken }: CommandTree): readonly string[] {
  const words = path.slice(1);
  const below = commands.map((child) => child.path.at(-1) ?? "");
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  const free = below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(" ")}`] : [];
  const when = [...seen, ...free].join("; and ");
  const condition = when === "" ? "" : ` -n ${quoted(when)}`;
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
