import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";
import type { Host } from "../host/host.ts";
import { lastLines } from "../host/run-program.ts";
import type { StepContext } from "./handler.ts";
import { type FirewallKind, type Opening, ofVersion, ruleComment, vrrpProtocol } from "./host-firewall-kind.ts";
import { withMarkedBlock } from "./host-marked-block.ts";
import { type FilterChain, filterChains, includesOf } from "./host-nftables-config.ts";
import { fileDrift, managedFile, writeManagedFile } from "./managed-file.ts";

/** Debian's place and Red Hat's. */
const mainFiles = ["/etc/nftables.conf", "/etc/sysconfig/nftables.conf"];
export const nftablesPath = "/etc/quorate/firewall.nft";

/**
 * An accept in a chain of ours would not help: a packet must pass every chain of the hook. So our rules go to the top of the
 * input and forward chains that the ruleset file defines, by an included file for the next load and by a transaction for now.
 */
export const nftables: FirewallKind = {
  name: "nftables",
  unit: "nftables.service",
  presence: "/usr/sbin/nft",
  openDrift: async (wanted, ctx) => {
    const main = await readMain(ctx.host);
    if (main.chains.length === 0) return [];
    const running = await Promise.all(main.chains.map((chain) => chainDrift(chain, wanted, ctx)));
    return [
      ...(await fileDrift(ctx.host.files, ownFile(main.chains, wanted))),
      ...(main.text === withInclude(main.text)
        ? []
        : [{ what: main.path, have: "no include", want: `include "${nftablesPath}"` }]),
      ...running.flat(),
    ];
  },
  open: async (wanted, ctx) => {
    const main = await readMain(ctx.host);
    if (main.chains.length === 0) return;
    await persist(main, wanted, ctx);
    const changes = await Promise.all(main.chains.map((chain) => changesFor(chain, wanted, ctx)));
    const script = changes.flat().join("\n");
    if (script !== "") await ctx.host.run(["nft", "-f", "-"], { signal: ctx.signal, input: `${script}\n` });
  },
};

/** Removes our rules from the running chains. Gives their number. */
export async function closeNftables(ctx: StepContext): Promise<number> {
  const { chains } = await readMain(ctx.host);
  const deletions = await Promise.all(
    chains.map(async (chain) => {
      const handles = (await ownHandles(chain, ctx)) ?? new Map<string, string>();
      return [...handles.values()].map((handle) => deletion(chain, handle));
    }),
  );
  const script = deletions.flat();
  if (script.length > 0)
    await ctx.host.run(["nft", "-f", "-"], { signal: ctx.signal, input: `${script.join("\n")}\n` });
  return script.length;
}

interface MainFile {
  readonly path: string;
  readonly text: string;
  readonly chains: readonly FilterChain[];
}

async function readMain({ files }: Host): Promise<MainFile> {
  for (const path of mainFiles) {
    const text = await files.read(path);
    if (text === undefined) continue;
    const paths = includesOf(text).filter((included) => included !== nftablesPath);
    const texts = await Promise.all(paths.map((included) => readIncluded(files, included)));
    return { path, text, chains: filterChains([text, ...texts.flat()].join("\n")) };
  }
  return { path: mainFiles[0] ?? "", text: "", chains: [] };
}

/** An include is a path, or a pattern with stars in its last part. */
async function readIncluded(files: Host["files"], path: string): Promise<readonly string[]> {
  const directory = path.slice(0, path.lastIndexOf("/"));
  const last = path.slice(directory.length + 1);
  const pattern = new RegExp(
    `^${last
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  );
  const names = ((await files.list(directory)) ?? []).filter((name) => pattern.test(name));
  const texts = await Promise.all(names.map((name) => files.read(`${directory}/${name}`)));
  return texts.map((text) => text ?? "");
}

function withInclude(text: string): string {
  return withMarkedBlock(text, [`include "${nftablesPath}"`]);
}

function ownFile(chains: readonly FilterChain[], wanted: Opening) {
  const rows = chains.flatMap((chain) => rulesFor(chain, wanted).map((rule) => insertion(chain, rule)));
  return managedFile(nftablesPath, `${["# managed by quorate", ...rows].join("\n")}\n`);
}

/** Nothing is written to the main file before nft itself has accepted it. */
async function persist(main: MainFile, wanted: Opening, { host, signal }: StepContext): Promise<void> {
  await writeManagedFile(host.files, ownFile(main.chains, wanted));
  const text = withInclude(main.text);
  const check = await host.exec(["nft", "-c", "-f", "-"], { signal, input: text });
  if (check.code !== 0) {
    throw new AppError("CONFIG_REJECTED", `nft refuses ${main.path} with our rules included`, {
      hint: `${main.path} is unchanged; open the ports by hand, or set spec.system.firewall to leave`,
      evidence: lastLines(check.stderr),
    });
  }
  const mode = (await host.files.status(main.path))?.mode ?? 0o644;
  if (text !== main.text) await host.files.write(main.path, text, { mode });
}

function rulesFor({ hook, family }: FilterChain, wanted: Opening): readonly string[] {
  const rules = hook === "input" ? inputRules : forwardRules;
  return [
    ...(family === "ip6" ? [] : rules("ip", ofVersion(4, wanted))),
    ...(family === "ip" ? [] : rules("ip6", ofVersion(6, wanted))),
    ...(hook === "input" ? portRules("", "tcp", wanted.publicPorts) : []),
  ];
}

function inputRules(ip: "ip" | "ip6", wanted: Opening): readonly string[] {
  const { members, memberPorts, memberUdpPorts, trustedNetworks } = wanted;
  const from = `${ip} saddr ${set(members)} `;
  const ofMembers = [
    ...portRules(from, "tcp", memberPorts),
    ...portRules(from, "udp", memberUdpPorts),
    `${from}meta l4proto ${vrrpProtocol} accept`,
  ];
  const ofPods = `${ip} saddr ${set(trustedNetworks)} accept`;
  return [...(members.length > 0 ? ofMembers : []), ...(trustedNetworks.length > 0 ? [ofPods] : [])];
}

function forwardRules(ip: "ip" | "ip6", { members, trustedNetworks }: Opening): readonly string[] {
  if (trustedNetworks.length === 0) return [];
  const pods = set(trustedNetworks);
  return [
    `${ip} saddr ${pods} accept`,
    `${ip} daddr ${pods} ct state { established, related } accept`,
    ...(members.length > 0 ? [`${ip} saddr ${set(members)} ${ip} daddr ${pods} accept`] : []),
  ];
}

function portRules(from: string, protocol: "tcp" | "udp", ports: readonly number[]): readonly string[] {
  return ports.length > 0 ? [`${from}${protocol} dport ${set(ports)} accept`] : [];
}

function set(values: readonly (string | number)[]): string {
  return `{ ${values.join(", ")} }`;
}

function insertion({ family, table, name }: FilterChain, rule: string): string {
  return `insert rule ${family} ${table} ${name} ${rule} comment "${ruleComment(rule)}"`;
}

function deletion({ family, table, name }: FilterChain, handle: string): string {
  return `delete rule ${family} ${table} ${name} handle ${handle}`;
}

/** Handles of the rules of ours that a running chain has, by comment; undefined when the chain is not loaded. */
async function ownHandles(
  chain: FilterChain,
  { host, signal }: StepContext,
): Promise<ReadonlyMap<string, string> | undefined> {
  const { family, table, name } = chain;
  const shown = await host.exec(["nft", "-a", "list", "chain", family, table, name], { signal });
  if (shown.code !== 0) return undefined;
  const rows = shown.stdout.matchAll(/comment "(quorate [0-9a-f]+)" # handle (\d+)/g);
  return new Map([...rows].map(([, comment = "", handle = ""]) => [comment, handle]));
}

async function chainDrift(chain: FilterChain, wanted: Opening, ctx: StepContext): Promise<readonly Drift[]> {
  const what = `nftables chain ${chain.family} ${chain.table} ${chain.name}`;
  const have = await ownHandles(chain, ctx);
  if (have === undefined) return [{ what, have: "not loaded", want: "loaded with our rules" }];
  const rules = rulesFor(chain, wanted);
  const comments = rules.map(ruleComment);
  return [
    ...rules.filter((rule) => !have.has(ruleComment(rule))).map((want) => ({ what, have: "absent", want })),
    ...[...have.keys()]
      .filter((comment) => !comments.includes(comment))
      .map((old) => ({ what, have: old, want: "absent" })),
  ];
}

async function changesFor(chain: FilterChain, wanted: Opening, ctx: StepContext): Promise<readonly string[]> {
  const have = await ownHandles(chain, ctx);
  if (have === undefined) {
    const hint = "on the host: systemctl restart nftables, or correct its ruleset file";
    throw new AppError(
      "STEP_COMMAND_FAILED",
      `chain ${chain.table} ${chain.name} is in the ruleset file and not loaded`,
      { hint },
    );
  }
  const rules = rulesFor(chain, wanted);
  const comments = rules.map(ruleComment);
  return [
    ...[...have].filter(([comment]) => !comments.includes(comment)).map(([, handle]) => deletion(chain, handle)),
    ...rules.filter((rule) => !have.has(ruleComment(rule))).map((rule) => insertion(chain, rule)),
  ];
}
