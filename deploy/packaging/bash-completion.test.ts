import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { bashCompletion } from "./bash-completion.ts";
import type { CommandNode, OptionNode } from "./command-tree.ts";

const option = (flags: string, choices: readonly string[] = []): OptionNode => ({
  flags,
  names: flags.split(/[ ,]+/).filter((word) => word.startsWith("-")),
  description: "",
  takesValue: flags.includes("<"),
  choices,
});
const node = (path: string, options: readonly OptionNode[], commands: readonly CommandNode[] = []): CommandNode => ({
  path: path.split(" "),
  description: "",
  arguments: [],
  options,
  commands,
});
const tree = node(
  "prog-x",
  [option("--version")],
  [
    node("prog-x token", [], [node("prog-x token create", [option("--ttl <time>"), option("--help")])]),
    node("prog-x status", [option("-o, --output <format>", ["table", "json"]), option("--state-dir <dir>")]),
  ],
);

// One shell answers all of them: the last word of each line is completed.
const lines = [
  "prog-x ",
  "prog-x to",
  "prog-x token ",
  "prog-x token create --",
  "prog-x status -o ",
  "prog-x status -o json --state-dir /us",
];
const script = `${bashCompletion(tree)}
for line in ${lines.map((line) => `"${line}"`).join(" ")}; do
  read -ra COMP_WORDS <<< "$line"
  [ "\${line: -1}" = " " ] && COMP_WORDS+=("")
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _prog_x
  echo "\${COMPREPLY[*]}"
done`;

describe("completion in bash", () => {
  it("knows commands, their own options, closed lists of values, and folders", () => {
    const answers = execFileSync("bash", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
    expect(answers).toEqual(["token status --version", "token", "create", "--ttl --help", "table json", "/usr"]);
  });
});
