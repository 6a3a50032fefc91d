import { isIPv6 } from "node:net";
import { sameAddress } from "../host/addresses.ts";
import type { Host } from "../host/host.ts";
import { findProgram } from "../host/programs.ts";
import type { StepContext } from "./handler.ts";
import type { FirewallKind, Opening } from "./host-firewall-kind.ts";

/** firewalld keeps two worlds: what holds now, and what holds after a reload. */
const worlds = [
  { name: "now", flags: [] },
  { name: "for good", flags: ["--permanent"] },
] as const;

/** One setting of one zone, as the option of firewall-cmd that adds it. */
interface Setting {
  readonly zone: string;
  readonly option: string;
}

/**
 * Lets through all that comes from its sources, to the host and onwards (firewalld.zones(5)). What members themselves send to
 * pods of this host comes through only as an overlay carries it, from addresses of the pods' network: zones have no rule for it.
 */
const trustedZone = "trusted";

/** Adds what is missing to both worlds without a reload, which would throw away the runtime rules of others (docker). Nothing is removed. */
export const firewalld: FirewallKind = {
  name: "firewalld",
  unit: "firewalld.service",
  presence: "/usr/sbin/firewalld",
  openDrift: async (wanted, ctx) => {
    const settings = settingsFor(await zoneOf(wanted, ctx), wanted);
    const drifts = await Promise.all(
      worlds.map(async ({ name, flags }) =>
        (await missing(settings, flags, ctx)).map(({ zone, option }) => ({
          what: `firewalld, ${name}, zone ${zone}`,
          have: "absent",
          want: option.replace("--add-", ""),
        })),
      ),
    );
    return drifts.flat();
  },
  open: async (wanted, ctx) => {
    const settings = settingsFor(await zoneOf(wanted, ctx), wanted);
    for (const { name, flags } of worlds) {
      const added = await missing(settings, flags, ctx);
      if (added.length === 0) continue;
      await ctx.host.originals.note(
        "firewalld",
        added.map(({ zone, option }) => [name, zone, option].join(" ")),
      );
      for (const call of callsFor(added)) await firewallCmd(ctx, [...flags, ...call]);
    }
  },
};

/** Takes back what `open` noted, in both worlds. False when firewalld does not run: then it cannot be told. */
export async function closeFirewalld(notes: readonly string[], ctx: StepContext): Promise<boolean> {
  if (!(await findProgram(ctx.host.files, "firewall-cmd"))) return false;
  const state = await ctx.host.exec(["firewall-cmd", "--state"], { signal: ctx.signal });
  if (state.code !== 0) return false;
  for (const { name, flags } of worlds) {
    const openings = notes.filter((note) => note.startsWith(`${name} `)).map((note) => note.slice(name.length + 1));
    for (const call of callsFor(openings.map(settingOf))) {
      await firewallCmd(ctx, [...flags, ...call.map((each) => each.replace(/^--add-/, "--remove-"))]);
    }
  }
  return true;
}

function settingOf(opening: string): Setting {
  const zone = opening.slice(0, opening.indexOf(" "));
  return { zone, option: opening.slice(zone.length + 1) };
}

/** One call of firewall-cmd takes settings of one zone and of one kind (measured with 1.3.3: others are refused). */
function callsFor(settings: readonly Setting[]): readonly (readonly string[])[] {
  const groups = Map.groupBy(settings, ({ zone, option }) => `${zone} ${option.slice(0, option.indexOf("="))}`);
  return [...groups.values()].map((some) => [`--zone=${some[0]?.zone}`, ...some.map(({ option }) => option)]);
}

function settingsFor(zone: string, wanted: Opening): readonly Setting[] {
  return [
    ...richRules(wanted).map((rule) => ({ zone, option: `--add-rich-rule=${rule}` })),
    ...wanted.publicPorts.map((port) => ({ zone, option: `--add-port=${port}/tcp` })),
    ...wanted.trustedNetworks.map((network) => ({ zone: trustedZone, option: `--add-source=${network}` })),
  ];
}

async function missing(
  settings: readonly Setting[],
  flags: readonly string[],
  ctx: StepContext,
): Promise<readonly Setting[]> {
  const zones = [...new Set(settings.map(({ zone }) => zone))];
  const have = new Map(await Promise.all(zones.map(async (zone) => [zone, await readZone(zone, flags, ctx)] as const)));
  return settings.filter(({ zone, option }) => !have.get(zone)?.has(option));
}

/** In firewalld's own spelling and order, so that they can be compared with what it lists. */
function richRules({ members, memberPorts, memberUdpPorts }: Opening): readonly string[] {
  return members.flatMap((member) => {
    const start = `rule family="${isIPv6(member) ? "ipv6" : "ipv4"}" source address="${member}"`;
    return [
      ...memberPorts.map((port) => `${start} port port="${port}" protocol="tcp" accept`),
      ...memberUdpPorts.map((port) => `${start} port port="${port}" protocol="udp" accept`),
      `${start} protocol value="vrrp" accept`,
    ];
  });
}

/** What a zone has, each as the option that adds it. */
async function readZone(zone: string, flags: readonly string[], ctx: StepContext): Promise<ReadonlySet<string>> {
  const text = await firewallCmd(ctx, [...flags, `--zone=${zone}`, "--list-all"]);
  const rows = text.split("\n").map((row) => row.trim());
  const words = (label: string) => {
    const row = rows.find((each) => each.startsWith(`${label}:`)) ?? "";
    return row
      .slice(label.length + 1)
      .split(/\s+/)
      .filter(Boolean);
  };
  return new Set([
    ...rows.filter((row) => row.startsWith("rule ")).map((rule) => `--add-rich-rule=${rule}`),
    ...words("ports").map((port) => `--add-port=${port}`),
    ...words("sources").map((source) => `--add-source=${source}`),
  ]);
}

/** The zone of the interface that the members reach; an interface in no zone belongs to the default zone. */
async function zoneOf({ members }: Opening, ctx: StepContext): Promise<string> {
  const device = interfaceOf(members, ctx.host);
  if (device !== undefined) {
    const bound = await ctx.host.exec(["firewall-cmd", `--get-zone-of-interface=${device}`], { signal: ctx.signal });
    if (bound.code === 0 && bound.stdout.trim() !== "") return bound.stdout.trim();
  }
  return (await firewallCmd(ctx, ["--get-default-zone"])).trim();
}

function interfaceOf(members: readonly string[], host: Host): string | undefined {
  const own = host.network.addresses().find(({ address }) => members.some((member) => sameAddress(member, address)));
  return own?.interface;
}

function firewallCmd({ host, signal }: StepContext, args: readonly string[]): Promise<string> {
  return host.run(["firewall-cmd", ...args], { signal });
}
