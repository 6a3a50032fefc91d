import { isIPv6 } from "node:net";
import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";
import type { StepContext } from "./handler.ts";
import { type FirewallKind, type Opening, ruleComment, vrrpProtocol } from "./host-firewall-kind.ts";
import { withMarkedBlock } from "./host-marked-block.ts";

/** ufw reads custom rules from these files before those of its command line (ufw-framework(8)); its command line knows no VRRP before 0.36.2. */
const versions = [
  { path: "/etc/ufw/before.rules", chain: "ufw-before-input", program: "iptables", isOurs: (a: string) => !isIPv6(a) },
  { path: "/etc/ufw/before6.rules", chain: "ufw6-before-input", program: "ip6tables", isOurs: isIPv6 },
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
  const comments = rulesFor(version, wanted).map(ruleComment);
  const running = await ctx.host.exec([version.program, "-w", "-S", version.chain], { signal: ctx.signal });
  const missing = comments.filter((comment) => !running.stdout.includes(`"${comment}"`));
  return [
    ...(inFile ? [] : [{ what: version.path, have: "without our rules", want: "with our rules" }]),
    ...missing.map((comment) => ({ what: `ufw's running rules (${version.program})`, have: "absent", want: comment })),
  ];
}

/** Our rules stand at the end of the filter table, before the line that puts it into force. */
function opened(version: Version, text: string, wanted: Opening): string {
  if (!/^COMMIT$/m.test(text)) {
    throw new AppError("PREFLIGHT_FAILED", `${version.path} has no COMMIT line: ufw itself could not read it`, {
      hint: `restore ${version.path} from /usr/share/ufw`,
    });
  }
  const rows = rulesFor(version, wanted).map(
    (rule) => `-A ${version.chain} ${rule} -m comment --comment "${ruleComment(rule)}" -j ACCEPT`,
  );
  return withMarkedBlock(text, rows, /^COMMIT$/m);
}

function rulesFor(version: Version, { members, memberPorts, publicPorts }: Opening): readonly string[] {
  const tcp = (ports: readonly number[]) =>
    chunks(ports).map((some) => `-p tcp -m multiport --dports ${some.join(",")}`);
  return [
    ...members
      .filter(version.isOurs)
      .flatMap((member) => [
        ...tcp(memberPorts).map((rule) => `-s ${member} ${rule}`),
        `-s ${member} -p ${vrrpProtocol}`,
      ]),
    ...tcp(publicPorts),
  ];
}

function chunks(ports: readonly number[]): readonly (readonly number[])[] {
  const count = Math.ceil(ports.length / portsPerRule);
  return Array.from({ length: count }, (_none, at) => ports.slice(at * portsPerRule, (at + 1) * portsPerRule));
}
