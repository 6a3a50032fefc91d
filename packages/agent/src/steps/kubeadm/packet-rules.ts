import { findProgram } from "../../host/programs.ts";
import type { StepContext } from "../handler.ts";

/** Chains that kube-proxy, the kubelet and the common network plugins make for themselves. */
const ownChain = /^(?:KUBE-|CNI-|FLANNEL-|cali-)/;

/** Each program keeps a table of its own where nft and legacy are both there; kube-proxy chooses by itself. */
const programs = ["iptables", "ip6tables"].flatMap((name) => [name, `${name}-legacy`, `${name}-nft`]);
/** Whole tables of nftables: kube-proxy's since 1.29, flannel's since 0.25. */
const ownTable = /^table (ip|ip6|inet) (kube-proxy|flannel-ipv4|flannel-ipv6)$/;

export interface Removal {
  /** For iptables-restore --noflush; undefined when nothing is ours. */
  readonly script: string | undefined;
  readonly chains: number;
  readonly rules: number;
}

/**
 * What takes our rules out of what iptables-save printed, and leaves everybody else's as they are, counters included: naming
 * a chain empties it, then the rules elsewhere that lead to it go, then the chain itself.
 */
export function removalOf(saved: string): Removal {
  const tables = saved.split("\n").reduce<string[][]>((parts, line) => {
    if (line.startsWith("*")) parts.push([line]);
    else parts.at(-1)?.push(line);
    return parts;
  }, []);
  const removals = tables.map(removalOfTable);
  const lines = removals.flatMap(({ lines: own }) => own);
  return {
    script: lines.length === 0 ? undefined : `${lines.join("\n")}\n`,
    chains: removals.reduce((sum, { chains }) => sum + chains, 0),
    rules: removals.reduce((sum, { rules }) => sum + rules, 0),
  };
}

function removalOfTable([table = "", ...lines]: readonly string[]) {
  const declared = lines.flatMap((line) => /^:(\S+)/.exec(line)?.[1] ?? []);
  const chains = declared.filter((name) => ownChain.test(name));
  const rules = lines.filter(isOwnRule).map((line) => line.replace(/^-A /, "-D "));
  if (chains.length === 0 && rules.length === 0) return { lines: [], chains: 0, rules: 0 };
  const script = [table, ...chains.map((name) => `:${name} - [0:0]`), ...rules];
  script.push(...chains.map((name) => `-X ${name}`), "COMMIT");
  return { lines: script, chains: chains.length, rules: rules.length };
}

/** A rule in somebody else's chain that leads to one of ours; flannel before 0.20 marks its rules by a comment only. */
function isOwnRule(line: string): boolean {
  const chain = /^-A (\S+)/.exec(line)?.[1];
  if (chain === undefined || ownChain.test(chain)) return false;
  const target = / (?:-j|-g) (\S+)/.exec(line)?.[1] ?? "";
  return ownChain.test(target) || / --comment "?flanneld /.test(line);
}

/** Gives what was done, in words. */
export async function removePacketRules(ctx: StepContext): Promise<readonly string[]> {
  const did: string[] = [];
  for (const program of programs) did.push(...(await removeBy(ctx, program)));
  return [...did, ...(await removeTables(ctx))];
}

async function removeBy(ctx: StepContext, program: string): Promise<readonly string[]> {
  const { host, signal } = ctx;
  const [save, restore] = await Promise.all([
    findProgram(host.files, `${program}-save`),
    findProgram(host.files, `${program}-restore`),
  ]);
  if (!save || !restore) return [];
  const saved = await host.exec([`${program}-save`], { signal });
  if (saved.code !== 0) return [];
  const { script, chains, rules } = removalOf(saved.stdout);
  if (script === undefined) return [];
  await host.run([`${program}-restore`, "--noflush"], { signal, input: script });
  return [`${program}: removed ${chains} chains of Kubernetes and its network, and ${rules} rules that led to them`];
}

async function removeTables({ host, signal }: StepContext): Promise<readonly string[]> {
  if (!(await findProgram(host.files, "nft"))) return [];
  const { code, stdout } = await host.exec(["nft", "list", "tables"], { signal });
  if (code !== 0) return [];
  const did: string[] = [];
  for (const line of stdout.split("\n")) {
    const [, family, name] = ownTable.exec(line.trim()) ?? [];
    if (family === undefined || name === undefined) continue;
    await host.run(["nft", "delete", "table", family, name], { signal });
    did.push(`nft: removed the table ${family} ${name}`);
  }
  return did;
}
