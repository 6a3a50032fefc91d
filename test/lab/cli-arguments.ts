import { parseArgs } from "node:util";
import { workerNames } from "./host-names.ts";
import type { EtcdLine } from "./host-root.ts";
import { exitCodes, LabError } from "./lab-error.ts";
import { parseLabId } from "./paths.ts";

export type LabCommand =
  | {
      readonly name: "up";
      readonly id: string;
      readonly etcd?: EtcdLine;
      readonly kubernetes?: false;
      readonly workers?: number;
    }
  | { readonly name: "status"; readonly id: string }
  | { readonly name: "reset"; readonly id: string; readonly hosts: readonly string[] }
  | { readonly name: "down"; readonly id: string }
  | { readonly name: "exec"; readonly id: string; readonly host: string; readonly argv: readonly string[] };

export const usage = `usage: npm run lab -- COMMAND [--id ID]

  up [--etcd 3.4|3.5] [--without-kubernetes] [--workers 0|1]
                        boot three bare hosts and the workers, or mend the ones there are
  status                show what runs
  exec HOST CMD...      run a command in a host, or at the operator's place (HOST "operator")
  reset [HOST...]       back to bare hosts
  down                  remove the lab and all it made, but not the cache

--id ID   1 to 12 of a-z, 0-9 and "-", "main" when not given: labs of different ids stand side by side`;

const options = {
  id: { type: "string" },
  etcd: { type: "string" },
  "without-kubernetes": { type: "boolean" },
  workers: { type: "string" },
} as const;

export function parseArguments(args: readonly string[]): LabCommand {
  const end = startOfCommand(args);
  const { values, positionals } = parseStrictly(args.slice(0, end));
  const [name, ...rest] = positionals;
  const id = parseLabId(values.id ?? "main");
  const without = values["without-kubernetes"];
  for (const option of ["etcd", "without-kubernetes", "workers"] as const) {
    if (values[option] !== undefined && name !== "up") throw misuse(`--${option} belongs to up`);
  }
  switch (name) {
    case "up":
      noMore(name, rest);
      return {
        ...{ name, id },
        ...(values.etcd !== undefined && { etcd: etcdLine(values.etcd) }),
        ...(without && { kubernetes: false }),
        ...(values.workers !== undefined && { workers: workerCount(values.workers) }),
      };
    case "status":
    case "down":
      noMore(name, rest);
      return { name, id };
    case "reset":
      return { name, id, hosts: rest };
    case "exec":
      return { name, id, ...target(rest[0], args.slice(end)) };
    default:
      throw misuse(name === undefined ? "no command given" : `no command "${name}"`);
  }
}

/** Where the words begin that belong to the command of `exec`, options included: after its host. */
function startOfCommand(args: readonly string[]): number {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const words = tokens.filter((token) => token.kind !== "option");
  const third = words[0]?.kind === "positional" && words[0].value === "exec" ? words[2] : undefined;
  return third?.index ?? args.length;
}

function parseStrictly(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw misuse(cause instanceof Error ? cause.message : String(cause));
  }
}

function target(host: string | undefined, words: readonly string[]): { host: string; argv: readonly string[] } {
  const argv = words[0] === "--" ? words.slice(1) : words;
  if (host === undefined || argv.length === 0) throw misuse("exec needs a host and a command");
  return { host, argv };
}

function etcdLine(text: string): EtcdLine {
  if (text === "3.4" || text === "3.5") return text;
  throw misuse(`--etcd is 3.4 or 3.5, not "${text}"`);
}

function workerCount(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= workerNames.length) return Number(text);
  throw misuse(`--workers is 0 to ${workerNames.length}, not "${text}"`);
}

function noMore(name: string, rest: readonly string[]): void {
  if (rest.length > 0) throw misuse(`${name} takes no "${rest[0]}"`);
}

function misuse(message: string): LabError {
  return new LabError(`${message}\n\n${usage}`, { exitCode: exitCodes.usage });
}
