import { beforeEach, describe, expect, it } from "vitest";
import { FakeFirewalld, FakeNft } from "../../../../../test/fakes/fake-firewalls.ts";
import { command, succeeded } from "../../../../../test/fakes/fake-host.ts";
import { restore, running, restoreWorld as world } from "../../../../../test/fakes/restore-world.ts";
import { hostFirewall } from "../host-firewall.ts";
import { hostRestore } from "../host-restore.ts";

describe("firewalls and packages in host.restore", () => {
  const opening = {
    mode: "open" as const,
    members: ["192.168.1.90"],
    memberPorts: [2379],
    memberUdpPorts: [],
    trustedNetworks: ["10.244.0.0/16"],
    publicPorts: [12_567],
  };
  let firewalld: FakeFirewalld;
  beforeEach(() => {
    firewalld = new FakeFirewalld();
  });

  it("closes what was opened in firewalld, and not what was open before", async () => {
    firewalld.now.add("--add-port=12567/tcp");
    const at = world(
      { files: { "/usr/sbin/firewalld": "", "/usr/bin/firewall-cmd": "" }, commands: [firewalld.command] },
      { "firewalld.service": running },
    );
    await hostFirewall.apply(opening, at.ctx);
    const { output, after } = await restore(at);
    expect({ after, did: output?.did }).toEqual({ after: [], did: ["closed 7 openings of firewalld"] });
    expect([...firewalld.now]).toEqual(["--add-port=12567/tcp"]);
    expect([...firewalld.permanent, ...firewalld.trustedNow, ...firewalld.trustedPermanent]).toEqual([]);
  });

  it("leaves the firewall open for what stays, and closes it when that goes, too", async () => {
    const at = world(
      { files: { "/usr/sbin/firewalld": "", "/usr/bin/firewall-cmd": "" }, commands: [firewalld.command] },
      { "firewalld.service": running },
    );
    await hostFirewall.apply(opening, at.ctx);
    await at.ctx.host.originals.note("held-packages", ["etcd-server"]);
    const kept = { keep: ["/etc/firewalld", "/var/lib/quorate-etcd"], units: [] };
    expect(await hostRestore.probe(kept, at.ctx)).toEqual([]);
    expect(await hostRestore.apply(kept, at.ctx)).toEqual({ did: [], left: [] });
    expect(firewalld.now.size).toBe(3);
    await at.ctx.host.originals.forgetNotes("held-packages");
    expect((await restore(at)).output?.did).toEqual(["closed 8 openings of firewalld"]);
    expect(firewalld.now.size).toBe(0);
  });

  it("takes our rules out of the running nftables chains and out of their files", async () => {
    const ssh = "tcp dport 22 accept # handle 3";
    const nft = new FakeNft([ssh]);
    const ruleset =
      "table inet filter {\n\tchain input { type filter hook input priority 0; }\n\tchain forward { type filter hook forward priority 0; }\n}\n";
    const at = world(
      { files: { "/usr/sbin/nft": "", "/etc/nftables.conf": ruleset }, commands: [nft.command] },
      { "nftables.service": running },
    );
    await hostFirewall.apply(opening, at.ctx);
    expect(nft.rules).not.toEqual([ssh]);
    expect(nft.forwarded).not.toEqual([]);
    const { output } = await restore(at);
    expect(output?.did[0]).toBe("removed 7 rules of nftables");
    expect(nft.rules).toEqual([ssh]);
    expect(nft.forwarded).toEqual([]);
    expect(at.machine.files.text("/etc/nftables.conf")).toBe(ruleset);
  });

  it("closes nftables also where firewalld, which was opened before, does not run any more", async () => {
    const nft = new FakeNft(["tcp dport 22 accept # handle 3"]);
    const ruleset = "table inet filter {\n\tchain input { type filter hook input priority 0; }\n}\n";
    const at = world(
      { files: { "/usr/sbin/nft": "", "/etc/nftables.conf": ruleset }, commands: [nft.command] },
      { "nftables.service": running },
    );
    await at.ctx.host.originals.note("firewalld", ["now public --add-port=12567/tcp"]);
    await hostFirewall.apply(opening, at.ctx);
    const { output } = await restore(at);
    expect(output?.left).toContain("firewalld does not run: its rules for the cluster stay");
    expect(nft.rules).toEqual(["tcp dport 22 accept # handle 3"]);
  });

  it("turns ufw on again where a step turned it off", async () => {
    const at = world({
      files: { "/usr/sbin/ufw": "", "/etc/ufw/ufw.conf": "ENABLED=yes\n" },
      commands: [
        command(["ufw", "disable"], () => {
          at.machine.files.put("/etc/ufw/ufw.conf", "ENABLED=no\n");
          return succeeded();
        }),
        command(["ufw"], succeeded()),
      ],
    });
    await hostFirewall.apply({ ...opening, mode: "stop" }, at.ctx);
    expect((await restore(at)).output?.did).toEqual(["enabled ufw again"]);
    expect(at.machine.executed.at(-1)).not.toContain("reload");
  });

  it("releases the packages that this product held back, and says which stay", async () => {
    const at = world({
      files: { "/usr/bin/apt-get": "" },
      commands: [command(["apt-mark", "unhold", "--"], succeeded())],
    });
    await at.ctx.host.originals.note("held-packages", ["kubelet"]);
    await at.ctx.host.originals.note("installed-packages", ["kubelet", "haproxy"]);
    await at.ctx.host.originals.note("stays", ["the system user etcd"]);
    expect((await restore(at)).output).toEqual({
      did: ["packages are held back no longer: kubelet"],
      left: ["packages stay installed: kubelet, haproxy", "stays: the system user etcd"],
    });
    expect(at.machine.executed).toContainEqual(["apt-mark", "unhold", "--", "kubelet"]);
  });
});
