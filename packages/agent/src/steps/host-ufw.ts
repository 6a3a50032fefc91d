import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";
import type { StepContext } from "./handler.ts";
import { type FirewallKind, type Opening, ofVersion, ruleComment, vrrpProtocol } from "./host-firewall-kind.ts";
import { withMarkedBlock } from "./host-marked-block.ts";

/** ufw reads custom rules from these files before those of its command line (ufw-framework(8)); its command line knows no VRRP before 0.36.2. */
const versions = [
  { ip: 4, path: "/etc/ufw/before.rules", chains: "ufw-before", program: "iptables" },
  { ip: 6, path: "/etc/ufw/before6.rules", chains: "ufw6-before", program: "ip6tables" },
] as const;
type Version = (typeof versions)[number];

/** multiport takes 15 ports at most (iptables-extensions(8)). */
const portsPerRule = 15;

export const ufw: FirewallKind = {
  name: "ufw",
  unit: "ufw.service",
  presence: "/usr/sbin/ufw",
  openDrift: async (wanted, ctx) =>
    (await Promise.all(versions.map((version) => versionDrift(version, wanted, ctx)))).flat(),
  open: async (wanted, ctx) => {
    for (const version of versions) {
      const text = await ctx.host.files.read(version.path);
      if (text === undefined) continue;
      const mode = (await ctx.host.files.status(version.path))?.mode ?? 0o640;
      await ctx.host.files.write(version.path, opened(version, text, wanted), { mode });
    }
    await ctx.host.run(["ufw", "reload"], { signal: ctx.signal });
  },
};

export const ufwPaths: readonly string[] = versions.map(({ path }) => path);

/** Lets ufw read its files again, where it is on or was when this product came. False when it is off. */
export async function reloadUfw({ host, signal }: StepContext, wasOn: boolean): Promise<boolean> {
  const isOn = ufwIsOn((await host.files.read(ufwConfig)) ?? "");
  if (!isOn && !wasOn) return false;
  await host.run(isOn ? ["ufw", "reload"] : ["ufw", "--force", "enable"], { signal });
  return true;
}

export const ufwConfig = "/etc/ufw/ufw.conf";
/** ufw's unit is active even while ufw is disabled; its own file decides. */
export const ufwIsOn = (config: string): boolean => /^ENABLED=yes$/m.test(config);

async function versionDrift(version: Version, wanted: Opening, ctx: StepContext): Promise<readonly Drift[]> {
  const text = await ctx.host.files.read(version.path);
  if (text === undefined) return [];
  const inFile = opened(version, text, wanted) === text;
  const missing = await Promise.all(chainsFor(version, wanted).map((chain) => missingIn(version, chain, ctx)));
  return [
    ...(inFile ? [] : [{ what: version.path, have: "without our rules", want: "with our rules" }]),
    ...missing.flat().map((want) => ({ what: `ufw's running rules (${version.program})`, have: "absent", want })),
  ];
}

async function missingIn({ program }: Version, { name, rules }: Chain, ctx: StepContext): Promise<readonly string[]> {
  if (rules.length === 0) return [];
  const running = await ctx.host.exec([program, "-w", "-S", name], { signal: ctx.signal });
  return rules.filter((rule) => !running.stdout.includes(`"${ruleComment(rule)}"`)).map((rule) => `-A ${name} ${rule}`);
}

/** Our rules stand at the end of the filter table, before the line that puts it into force. */
function opened(version: Version, text: string, wanted: Opening): string {
  if (!/^COMMIT$/m.test(text)) {
    throw new AppError("PREFLIGHT_FAILED", `${version.path} has no COMMIT line: ufw itself could not read it`, {
      hint: `restore ${version.path} from /usr/share/ufw`,
    });
  }
  const rows = chainsFor(version, wanted).flatMap(({ name, rules }) =>
    rules.map((rule) => `-A ${name} ${rule} -m comment --comment "${ruleComment(rule)}" -j ACCEPT`),
  );
  return withMarkedBlock(text, rows, /^COMMIT$/m);
}

interface Chain {
  readonly name: string;
  readonly rules: readonly string[];
}

function chainsFor({ ip, chains }: Version, wanted: Opening): readonly Chain[] {
  const ours = ofVersion(ip, wanted);
  return [
    { name: `${chains}-input`, rules: inputRules(ours) },
    { name: `${chains}-forward`, rules: forwardRules(ours) },
  ];
}

function inputRules({ members, trustedNetworks, ...ports }: Opening): readonly string[] {
  return [
    ...members.flatMap((member) => [
      ...portRules("tcp", ports.memberPorts).map((rule) => `-s ${member} ${rule}`),
      ...portRules("udp", ports.memberUdpPorts).map((rule) => `-s ${member} ${rule}`),
      `-s ${member} -p ${vrrpProtocol}`,
    ]),
    ...trustedNetworks.map((network) => `-s ${network}`),
    ...portRules("tcp", ports.publicPorts),
  ];
}

function forwardRules({ members, trustedNetworks }: Opening): readonly string[] {
  return trustedNetworks.flatMap((network) => [
    `-s ${network}`,
    `-d ${network} -m conntrack --ctstate RELATED,ESTABLISHED`,
    ...members.map((member) => `-s ${member} -d ${network}`),
  ]);
}

function portRules(protocol: "tcp" | "udp", ports: readonly number[]): readonly string[] {
  return chunks(ports).map((some) => `-p ${protocol} -m multiport --dports ${some.join(",")}`);
}

function chunks(ports: readonly number[]): readonly (readonly number[])[] {
  const count = Math.ceil(ports.length / portsPerRule);
  return Array.from({ length: count }, (_none, at) => ports.slice(at * portsPerRule, (at + 1) * portsPerRule));
}
