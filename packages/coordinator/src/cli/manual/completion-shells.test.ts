import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completionScript } from "./manual.ts";
import type { Shell } from "./shells.ts";

/** What is typed, and what is offered for its last word. */
const typed: Readonly<Record<string, readonly string[]>> = {
  "coordinator boo": ["bootstrap"],
  "coordinator token ": ["create"],
  "coordinator hosts re": ["revoke"],
  "coordinator doctor --au": ["--audit"],
  "coordinator doctor -o j": ["json", "jsonl"],
  "coordinator get m": ["members"],
  "coordinator logs m1 keep": ["keepalived"],
  // A word that is a command elsewhere.
  "coordinator get hosts --ro": ["--role"],
  "coordinator get hosts rev": [],
  "coordinator bootstrap --until etcd --ignore": ["--ignore-checks"],
};

const isThere = (shell: string): boolean => spawnSync(shell, ["--version"]).status === 0;

/** compadd tells what it is given, between two zero bytes; after that the shell ends. */
const zshSetup = `PROMPT=
autoload -U compinit; compinit -u -d $HOME/known
bindkey '^I' complete-word
mark() { echo -E - $'\\0' }
compprefuncs=(mark); comppostfuncs=(mark exit)
zstyle ':completion:*' list-grouped false
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  typeset -a hits
  builtin compadd -A hits "$@"
  builtin compadd "$@"
  [[ -n $hits ]] && print -l -- $hits
}`;

/** A shell of its own behind a terminal, into which the line and a tab are typed. */
const zshAsk = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "fpath=($1 \\$fpath); source $1/setup.zsh; echo rea''dy"
zpty -r z REPLY $'*ready\\r\\n'
zpty -w -n z "$2"$'\\t'
zpty -r z REPLY $'*\\0*\\0'
print -r -- "$REPLY"`;

describe.each(["bash", "zsh", "fish"] as const)("completion in a real %s", (shell: Shell) => {
  let folder = "";
  const file = (name: string): string => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "quorate-completion-"));
    writeFileSync(file("_coordinator"), completionScript(shell, "1.2.3"));
    writeFileSync(file("setup.zsh"), zshSetup);
    writeFileSync(file("ask.zsh"), zshAsk);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (program: string, ...words: readonly string[]): string =>
    execFileSync(program, words, { encoding: "utf8", env: { ...process.env, HOME: folder, COLUMNS: "200" } });

  const offers: Readonly<Record<Shell, (line: string) => readonly string[]>> = {
    bash: (line) => {
      const words = line.split(" ").map((word) => `"${word}"`);
      const ask = `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _coordinator; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return run("bash", "--norc", "-c", `source ${file("_coordinator")}; ${ask}`).split("\n");
    },
    zsh: (line) =>
      (run("zsh", "-f", file("ask.zsh"), folder, line).split("\0")[1] ?? "").split("\r\n").map((text) => text.trim()),
    fish: (line) =>
      run("fish", "--no-config", "-c", `source ${file("_coordinator")}; complete -C '${line}'`)
        .split("\n")
        .map((text) => text.split("\t")[0] ?? ""),
  };

  const skip = isThere(shell) ? false : `${shell} is not installed`;
  it.skipIf(skip).each(Object.entries(typed))("%s", (line, words) => {
    expect(offers[shell](line).filter((word) => word !== "")).toEqual(words);
  });
});
