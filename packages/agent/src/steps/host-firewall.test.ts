import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { FakeFirewalld, FakeNft } from "../../../../test/fakes/fake-firewalls.ts";
import { fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { hostFirewall } from "./host-firewall.ts";

const input = {
  mode: "open" as const,
  members: ["192.168.1.90", "192.168.1.91"],
  memberPorts: [2379, 2380],
  memberUdpPorts: [8472],
  trustedNetworks: ["10.244.0.0/16"],
  publicPorts: [12_567],
};
const active = { active: "active", sub: "running", fileState: "enabled" };

const ssh = "tcp dport 22 accept # handle 3";

const ruleset = `#!/usr/sbin/nft -f
flush ruleset
table inet filter {
	chain input { type filter hook input priority 0; policy drop; }
	chain forward { type filter hook forward priority 0; }
}
`;
const nftFiles = { "/usr/sbin/nft": "", "/etc/nftables.conf": ruleset };

const withoutComments = (rules: readonly string[]) => rules.map((rule) => rule.replace(/ comment ".*/, ""));

describe("host.firewall", () => {
  it("stays without a firewall where there is none, and starts no program", async () => {
    const host = fakeHost();
    expect((await converge(hostFirewall, input, fakeStepContext(host))).before).toEqual([]);
    expect(await hostFirewall.apply(input, fakeStepContext(host))).toEqual({ found: "none" });
    expect(host.executed).toEqual([]);
  });

  it("does not touch a firewall that is installed and off", async () => {
    const systemd = new FakeSystemd({ units: { "nftables.service": {} } });
    const host = fakeHost({ files: nftFiles, commands: [systemd.command] });
    expect((await converge(hostFirewall, input, fakeStepContext(host))).before).toEqual([]);
    expect(host.executed).toHaveLength(1);
  });

  it("opens firewalld in both its worlds without a reload, and removes nothing", async () => {
    const firewalld = new FakeFirewalld();
    firewalld.now.add("--add-port=22/tcp");
    const systemd = new FakeSystemd({ units: { "firewalld.service": active } });
    const host = fakeHost({ files: { "/usr/sbin/firewalld": "" }, commands: [systemd.command, firewalld.command] });
    const ctx = fakeStepContext(host);
    const { output, after } = await converge(hostFirewall, input, ctx);
    expect({ output, after }).toEqual({ output: { found: "firewalld" }, after: [] });
    for (const world of [firewalld.now, firewalld.permanent]) {
      expect(world).toContain(
        '--add-rich-rule=rule family="ipv4" source address="192.168.1.91" protocol value="vrrp" accept',
      );
      expect(world).toContain(
        '--add-rich-rule=rule family="ipv4" source address="192.168.1.90" port port="8472" protocol="udp" accept',
      );
      expect(world).toContain("--add-port=12567/tcp");
    }
    for (const world of [firewalld.trustedNow, firewalld.trustedPermanent]) {
      expect([...world]).toEqual(["--add-source=10.244.0.0/16"]);
    }
    expect(firewalld.now).toContain("--add-port=22/tcp");
    expect(host.executed.flat()).not.toContain("--reload");
    expect((await converge(hostFirewall, input, ctx)).before).toEqual([]);
  });

  it("opens the input and forward chains of nftables, at once and for the next load, and keeps the ruleset file", async () => {
    const nft = new FakeNft([ssh]);
    const systemd = new FakeSystemd({ units: { "nftables.service": active } });
    const host = fakeHost({ files: nftFiles, commands: [systemd.command, nft.command] });
    const ctx = fakeStepContext(host);
    expect((await converge(hostFirewall, input, ctx)).after).toEqual([]);
    expect(withoutComments(nft.rules)).toEqual([
      "tcp dport { 12567 } accept",
      "ip saddr { 10.244.0.0/16 } accept",
      "ip saddr { 192.168.1.90, 192.168.1.91 } meta l4proto 112 accept",
      "ip saddr { 192.168.1.90, 192.168.1.91 } udp dport { 8472 } accept",
      "ip saddr { 192.168.1.90, 192.168.1.91 } tcp dport { 2379, 2380 } accept",
      ssh,
    ]);
    expect(withoutComments(nft.forwarded)).toEqual([
      "ip saddr { 192.168.1.90, 192.168.1.91 } ip daddr { 10.244.0.0/16 } accept",
      "ip daddr { 10.244.0.0/16 } ct state { established, related } accept",
      "ip saddr { 10.244.0.0/16 } accept",
    ]);
    expect(host.files.text("/etc/nftables.conf")).toBe(
      `${ruleset}# BEGIN quorate\ninclude "/etc/quorate/firewall.nft"\n# END quorate\n`,
    );
    expect(host.files.text("/etc/quorate/firewall.nft")).toContain(
      "insert rule inet filter input ip saddr { 192.168.1.90, 192.168.1.91 } tcp dport { 2379, 2380 } accept comment",
    );
    expect((await converge(hostFirewall, input, ctx)).before).toEqual([]);
  });

  it("lets pods of IPv6 through by rules of IPv6, and forwards nothing where no network is trusted", async () => {
    const nft = new FakeNft([ssh]);
    const systemd = new FakeSystemd({ units: { "nftables.service": active } });
    const ctx = fakeStepContext(fakeHost({ files: nftFiles, commands: [systemd.command, nft.command] }));
    const six = { ...input, members: ["fd00::90"], memberUdpPorts: [], trustedNetworks: ["fd01::/56"] };
    await converge(hostFirewall, six, ctx);
    expect(withoutComments(nft.rules)).toContain("ip6 saddr { fd01::/56 } accept");
    expect(withoutComments(nft.forwarded)).toContain("ip6 saddr { fd00::90 } ip6 daddr { fd01::/56 } accept");
    expect((await converge(hostFirewall, { ...six, trustedNetworks: [] }, ctx)).after).toEqual([]);
    expect(nft.forwarded).toEqual([]);
    expect(nft.rules.join("\n")).not.toContain("fd01");
  });

  it("takes rules of ours away when the members change, and only those", async () => {
    const nft = new FakeNft([ssh]);
    const systemd = new FakeSystemd({ units: { "nftables.service": active } });
    const ctx = fakeStepContext(fakeHost({ files: nftFiles, commands: [systemd.command, nft.command] }));
    await converge(hostFirewall, input, ctx);
    const fewer = { ...input, members: ["192.168.1.90"] };
    expect((await converge(hostFirewall, fewer, ctx)).after).toEqual([]);
    expect(nft.rules.join("\n")).not.toContain("192.168.1.91");
    expect(nft.rules.at(-1)).toBe(ssh);
  });

  it("leaves the ruleset file alone when nft refuses it", async () => {
    const systemd = new FakeSystemd({ units: { "nftables.service": active } });
    const host = fakeHost({ files: nftFiles, commands: [systemd.command, new FakeNft([ssh], false).command] });
    await expect(hostFirewall.apply(input, fakeStepContext(host))).rejects.toMatchObject({
      code: "CONFIG_REJECTED",
      evidence: ["Error: syntax error"],
    });
    expect(host.files.text("/etc/nftables.conf")).toBe(ruleset);
  });

  it("opens ufw through its file of first rules, before the line that puts them into force", async () => {
    const rules =
      "*filter\n:ufw-before-input - [0:0]\n:ufw-before-forward - [0:0]\n-A ufw-before-input -i lo -j ACCEPT\nCOMMIT\n";
    const files = { "/usr/sbin/ufw": "", "/etc/ufw/ufw.conf": "ENABLED=yes\n", "/etc/ufw/before.rules": rules };
    let running = "";
    const host = fakeHost({
      files,
      commands: [
        new FakeSystemd({ units: { "ufw.service": active } }).command,
        ([program]) => {
          if (program === "ufw") running = host.files.text("/etc/ufw/before.rules") ?? "";
          return program === "ufw" || program === "iptables" ? succeeded(running) : undefined;
        },
      ],
    });
    const ctx = fakeStepContext(host);
    expect((await converge(hostFirewall, input, ctx)).after).toEqual([]);
    const text = host.files.text("/etc/ufw/before.rules") ?? "";
    expect(text).toContain("-A ufw-before-input -s 192.168.1.90 -p tcp -m multiport --dports 2379,2380 -m comment");
    expect(text).toContain("-A ufw-before-input -s 192.168.1.90 -p udp -m multiport --dports 8472 -m comment");
    expect(text).toContain("-A ufw-before-input -s 10.244.0.0/16 -m comment");
    expect(text).toContain("-A ufw-before-forward -s 10.244.0.0/16 -m comment");
    expect(text).toContain("-A ufw-before-forward -s 192.168.1.90 -d 10.244.0.0/16 -m comment");
    expect(text.replace(/# BEGIN quorate\n[^#]*# END quorate\n/, "")).toBe(rules);
    expect(text.endsWith("# END quorate\nCOMMIT\n")).toBe(true);
    expect((await converge(hostFirewall, input, ctx)).before).toEqual([]);
  });

  it("stops and disables what it finds", async () => {
    const systemd = new FakeSystemd({ units: { "firewalld.service": active } });
    const host = fakeHost({ files: { "/usr/sbin/firewalld": "" }, commands: [systemd.command] });
    const { before, after } = await converge(hostFirewall, { ...input, mode: "stop" }, fakeStepContext(host));
    expect(before.map(({ what }) => what)).toEqual(["firewalld now", "firewalld at boot"]);
    expect(after).toEqual([]);
  });

  it("touches nothing when it shall be left", async () => {
    const systemd = new FakeSystemd({ units: { "firewalld.service": active } });
    const host = fakeHost({ files: { "/usr/sbin/firewalld": "" }, commands: [systemd.command] });
    expect((await converge(hostFirewall, { ...input, mode: "leave" }, fakeStepContext(host))).before).toEqual([]);
    expect(host.executed).toEqual([]);
  });

  it("refuses to guess what an enabled firewall that does not run will block", async () => {
    const systemd = new FakeSystemd({ units: { "firewalld.service": { fileState: "enabled" } } });
    const host = fakeHost({ files: { "/usr/sbin/firewalld": "" }, commands: [systemd.command] });
    await expect(hostFirewall.apply(input, fakeStepContext(host))).rejects.toMatchObject({ code: "PREFLIGHT_FAILED" });
  });
});
