import { isIPv6 } from "node:net";
import type { Drift } from "@quorate/shared/step/outcome";
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

interface Zone {
  readonly rules: ReadonlySet<string>;
  readonly ports: ReadonlySet<string>;
}

/** Adds what is missing to both worlds without a reload, which would throw away the runtime rules of others (docker). Nothing is removed. */
export const firewalld: FirewallKind = {
  name: "firewalld",
  unit: "firewalld.service",
  presence: "/usr/sbin/firewalld",
  openDrift: async (wanted, ctx) => {
    const zone = await zoneOf(wanted, ctx);
    const drifts = await Promise.all(
      worlds.map(async (world) => missingIn(world.name, wanted, await readZone(zone, world.flags, ctx))),
    );
    return drifts.flat();
  },
  open: async (wanted, ctx) => {
    const zone = await zoneOf(wanted, ctx);
    for (const { name, flags } of worlds) {
      const have = await readZone(zone, flags, ctx);
      const added = [
        ...richRules(wanted)
          .filter((rule) => !have.rules.has(rule))
          .map((rule) => `--add-rich-rule=${rule}`),
        ...portsOf(wanted)
          .filter((port) => !have.ports.has(port))
          .map((port) => `--add-port=${port}`),
      ];
      if (added.length > 0)
        await ctx.host.originals.note(
          "firewalld",
          added.map((option) => [name, zone, option].join(" ")),
        );
      if (added.length > 0) await firewallCmd(ctx, [...flags, `--zone=${zone}`, ...added]);
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
    for (const [zone, options] of byZone(openings)) {
      await firewallCmd(ctx, [
        ...flags,
        `--zone=${zone}`,
        ...options.map((each) => each.replace(/^--add-/, "--remove-")),
      ]);
    }
  }
  return true;
}

function byZone(openings: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const zones = new Map<string, string[]>();
  for (const opening of openings) {
    const zone = opening.slice(0, opening.indexOf(" "));
    zones.set(zone, [...(zones.get(zone) ?? []), opening.slice(zone.length + 1)]);
  }
  return zones;
}

function missingIn(world: string, wanted: Opening, have: Zone): readonly Drift[] {
  return [
    ...richRules(wanted).filter((rule) => !have.rules.has(rule)),
    ...portsOf(wanted).filter((port) => !have.ports.has(port)),
  ].map((want) => ({ what: `firewalld, ${world}`, have: "absent", want }));
}

/** In firewalld's own spelling and order, so that they can be compared with what it lists. */
function richRules({ members, memberPorts }: Opening): readonly string[] {
  return members.flatMap((member) => {
    const start = `rule family="${isIPv6(member) ? "ipv6" : "ipv4"}" source address="${member}"`;
    return [
      ...memberPorts.map((port) => `${start} port port="${port}" protocol="tcp" accept`),
      `${start} protocol value="vrrp" accept`,
    ];
  });
}

function portsOf({ publicPorts }: Opening): readonly string[] {
  return publicPorts.map((port) => `${port}/tcp`);
}

async function readZone(zone: string, flags: readonly string[], ctx: StepContext): Promise<Zone> {
  const text = await firewallCmd(ctx, [...flags, `--zone=${zone}`, "--list-all"]);
  const rows = text.split("\n").map((row) => row.trim());
  const ports = rows.find((row) => row.startsWith("ports:"))?.slice("ports:".length) ?? "";
  return { rules: new Set(rows.filter((row) => row.startsWith("rule "))), ports: new Set(ports.trim().split(/\s+/)) };
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
