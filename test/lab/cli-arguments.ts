import type { EtcdLine } from "./host-root.ts";
import { LabError, exitCodes } from "./lab-error.ts";
import { parseLabId } from "./paths.ts";

export type LabCommand =
  | { readonly name: "up"; readonly id: string; readonly etcd?: EtcdLine }
  | { readonly name: "status"; readonly id: string }
  | { readonly name: "reset"; readonly id: string; readonly hosts: readonly string[] }
  | { readonly name: "down"; readonly id: string }
  | { readonly name: "exec"; readonly id: string; readonly host: string; readonly argv: readonly string[] };

export const usage = `usage: npm run lab -- COMMAND [--id ID]

  up [--etcd 3.4|3.5]   boot three bare hosts, or mend the ones there are
  status                show what runs
  exec HOST CMD...      run a command in a host, or at the operator's place (HOST "operator")
  reset [HOST...]       back to bare hosts
  down                  remove the lab and all it made, but not the cache

--id ID   1 to 12 of a-z and 0-9, "main" when not given: labs of different ids stand side by side`;

/** Options stand before what belongs to the command run by exec, so that its own options stay its own. */
export function parseArguments(args: readonly string[]): LabCommand {
  const { options, words } = split(args);
  const [name, ...rest] = words;
  const id = parseLabId(options.get("id") ?? "main");
  const etcd = options.get("etcd");
  if (etcd !== undefined && name !== "up") throw misuse("--etcd belongs to up");
  switch (name) {
    case "up":
      noMore(name, rest);
      return etcd === undefined ? { name, id } : { name, id, etcd: etcdLine(etcd) };
    case "status":
    case "down":
      noMore(name, rest);
      return { name, id };
    case "reset":
      return { name, id, hosts: rest };
    case "exec":
      return { name, id, ...target(rest) };
    default:
      throw misuse(name === undefined ? "no command given" : `no command "${name}"`);
  }
}

function split(args: readonly string[]): { options: ReadonlyMap<string, string>; words: readonly string[] } {
  const options = new Map<string, string>();
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? "";
    if (words[0] === "exec" && words.length >= 2) return { options, words: [...words, ...args.slice(index)] };
    if (!word.startsWith("--")) {
      words.push(word);
      continue;
    }
    const [key = "", inline] = word.slice(2).split("=", 2);
    if (key !== "id" && key !== "etcd") throw misuse(`no option "${word}"`);
    if (inline === undefined) index += 1;
    const value = inline ?? args[index];
    if (value === undefined) throw misuse(`--${key} needs a value`);
    options.set(key, value);
  }
  return { options, words };
}

function target(words: readonly string[]): { host: string; argv: readonly string[] } {
  const [host, ...rest] = words;
  const argv = rest[0] === "--" ? rest.slice(1) : rest;
  if (host === undefined || argv.length === 0) throw misuse("exec needs a host and a command");
  return { host, argv };
}

function etcdLine(text: string): EtcdLine {
  if (text === "3.4" || text === "3.5") return text;
  throw misuse(`--etcd is 3.4 or 3.5, not "${text}"`);
}

function noMore(name: string, rest: readonly string[]): void {
  if (rest.length > 0) throw misuse(`${name} takes no "${rest[0]}"`);
}

function misuse(message: string): LabError {
  return new LabError(`${message}\n\n${usage}`, { exitCode: exitCodes.usage });
}
