import { parseArgs } from "node:util";
import { parseLabId } from "../lab/paths.ts";

export const benchNames = ["etcd-start", "step-overhead", "rerun", "bootstrap", "join", "footprint"] as const;
export type BenchName = (typeof benchNames)[number];

export interface BenchArguments {
  readonly name: BenchName;
  readonly id: string;
  /** Undefined: as many as the benchmark has by itself. */
  readonly rounds: number | undefined;
  /** Of the serial start, which takes a minute and a half each. */
  readonly serialRounds: number;
  /** Rounds that others disturbed are kept. */
  readonly asIs: boolean;
  readonly json: boolean;
  readonly keep: boolean;
  readonly assert: boolean;
}

export class UsageError extends Error {}

export const usage = `usage: npm run bench -- NAME [options]

  etcd-start      form the etcd cluster: ours, all members at once, one after the other
  step-overhead   40 steps that do nothing on three hosts: ours, ssh, Ansible
  rerun           a second bootstrap that changes nothing: ours, the same as an Ansible playbook
  bootstrap       bare hosts to three Ready masters: ours, the post's scripts mended, an Ansible playbook
  join            two control-plane hosts joining at once, and one alone
  footprint       the idle agent: start, memory, processor, processes; ours, one that polls systeminformation

  --rounds N          how often each way is measured
  --rounds-serial N   etcd-start: how often one after the other is (1; each takes a minute and a half)
  --as-is             keep rounds that the machine's other work disturbed, and say how many
  --json              one object after the table
  --assert            exit code 1 when a target is missed
  --id ID             the lab to use ("bench")
  --keep              leave the lab up, for the next benchmark`;

const againstAnsible: readonly BenchName[] = ["step-overhead", "rerun", "bootstrap"];

export function needsAnsible(name: BenchName): boolean {
  return againstAnsible.includes(name);
}

const options = {
  rounds: { type: "string" },
  "rounds-serial": { type: "string" },
  "as-is": { type: "boolean" },
  json: { type: "boolean" },
  keep: { type: "boolean" },
  assert: { type: "boolean" },
  id: { type: "string" },
} as const;

/** Throws UsageError. */
export function parseArguments(args: readonly string[]): BenchArguments {
  const { values, positionals } = parseStrictly(args);
  const [name, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`one benchmark at a time, not "${positionals.join(" ")}"`);
  return {
    name: benchName(name),
    id: parseLabId(values.id ?? "bench"),
    rounds: values.rounds === undefined ? undefined : count("--rounds", values.rounds, 1),
    serialRounds: count("--rounds-serial", values["rounds-serial"] ?? "1", 0),
    asIs: values["as-is"] === true,
    json: values.json === true,
    keep: values.keep === true,
    assert: values.assert === true,
  };
}

function parseStrictly(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function benchName(text: string | undefined): BenchName {
  const found = benchNames.find((name) => name === text);
  if (found) return found;
  throw new UsageError(
    `${text === undefined ? "no benchmark given" : `no benchmark "${text}"`}; there are ${benchNames.join(", ")}`,
  );
}

function count(option: string, text: string, least: number): number {
  if (/^\d{1,4}$/.test(text) && Number(text) >= least) return Number(text);
  throw new UsageError(`${option} is a count from ${least}, not "${text}"`);
}
