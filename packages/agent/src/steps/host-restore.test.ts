import { describe, expect, it } from "vitest";
import { command, exited, succeeded } from "../../../../test/fakes/fake-host.ts";
import {
  restoreInput as input,
  restore,
  running,
  stateDir,
  restoredUnits as units,
  restoreWorld as world,
} from "../../../../test/fakes/restore-world.ts";
import { disableUnit, enableUnit, maskUnit, rememberUnit, startUnit, stopUnit } from "../host/units.ts";
import { hostForwardPolicy } from "./host-forward-policy.ts";
import { hostHostsFile } from "./host-hosts-file.ts";
import { hostRestore } from "./host-restore.ts";
import { hostSwapOff } from "./host-swap-off.ts";
import { hostSysctl } from "./host-sysctl.ts";

describe("host.restore", () => {
  it("puts every kind of path back exactly, and there is nothing to do the second time", async () => {
    const at = world({
      files: {
        "/etc/passwd": "root:x:0:0::/root:/bin/sh\nhaproxy:x:101:101::/:/bin/false\n",
        "/etc/haproxy/haproxy.cfg": { kind: "file", text: "theirs", mode: 0o640, owner: "haproxy" },
        "/etc/name": { kind: "link", target: "elsewhere" },
        "/etc/closed": { kind: "directory", mode: 0o700, owner: "haproxy" },
        "/etc/gone": "soon",
      },
    });
    const before = JSON.stringify(at.tree());
    const { files } = at.ctx.host;
    await files.write("/etc/haproxy/haproxy.cfg", "ours", { mode: 0o644 });
    await files.write("/etc/haproxy/haproxy.cfg", "ours again", { mode: 0o600 });
    await files.link("/etc/name", "/ours");
    await files.makeDirectory("/etc/closed", { mode: 0o755, owner: "root" });
    await files.write("/etc/gone", "written");
    await files.remove("/etc/gone");
    await files.write("/etc/quorate/pki/etcd/peer.key", "secret", { mode: 0o600 });
    const { output, after } = await restore(at);
    expect(after).toEqual([]);
    expect(output?.left).toEqual([]);
    expect(output?.did).toContain("removed /etc/quorate/pki/etcd/peer.key");
    expect(JSON.stringify(Object.fromEntries(Object.entries(at.tree()).sort()))).toBe(
      JSON.stringify(
        Object.fromEntries(Object.entries(JSON.parse(before.replaceAll('"haproxy"', '"101:101"'))).sort()),
      ),
    );
    expect(await at.machine.files.list(`${stateDir}/originals`)).toEqual([]);
    expect(await hostRestore.probe(input, at.ctx)).toEqual([]);
  });

  it("has systemd read its files again after a restore that was interrupted before it did", async () => {
    let reloads = 0;
    const reload = command(["systemctl", "daemon-reload"], () => (++reloads === 1 ? exited(1, "busy") : succeeded()));
    const at = world({ commands: [reload] }, { "docker.service": running });
    await stopUnit(at.ctx.host, "docker.service");
    await at.ctx.host.files.write("/etc/systemd/system/docker.service.d/ours.conf", "[Service]\n");
    await expect(hostRestore.apply(input, at.ctx)).rejects.toMatchObject({ code: "STEP_COMMAND_FAILED" });
    expect((await restore(at)).after).toEqual([]);
    expect(reloads).toBe(2);
    expect(at.systemd.units.get("docker.service")?.active).toBe("active");
  });

  it("leaves what somebody changed since, says so, and does not speak of it again", async () => {
    const at = world({ files: { "/etc/a.conf": "theirs" } });
    await at.ctx.host.files.write("/etc/a.conf", "ours");
    await at.ctx.host.files.write("/etc/b.conf", "ours");
    await at.ctx.host.files.write("/etc/c.conf", "ours");
    at.machine.files.put("/etc/a.conf", "ours, edited");
    at.machine.files.put("/etc/b.conf", "ours, edited");
    await at.machine.files.remove("/etc/c.conf");
    const { output, after } = await restore(at);
    expect(output).toEqual({
      did: [],
      left: [
        "/etc/a.conf was changed by somebody since, and stays as it is",
        "/etc/b.conf was changed by somebody since, and stays as it is",
      ],
    });
    expect(at.machine.files.text("/etc/a.conf")).toBe("ours, edited");
    expect(after).toEqual([]);
  });

  it("takes only our lines out of a file of others that somebody changed since", async () => {
    const at = world({ files: { "/etc/hosts": "127.0.0.1 localhost\n", "/etc/fstab": "/dev/sdb none swap sw 0 0\n" } });
    await hostHostsFile.apply({ entries: [{ address: "192.168.1.90", names: ["m1"] }] }, at.ctx);
    await hostSwapOff.apply({}, at.ctx);
    for (const path of ["/etc/hosts", "/etc/fstab"]) {
      at.machine.files.put(path, `${at.machine.files.text(path)}# added by the administrator\n`);
    }
    const { output } = await restore(at);
    expect(at.machine.files.text("/etc/hosts")).toBe("127.0.0.1 localhost\n# added by the administrator\n");
    expect(at.machine.files.text("/etc/fstab")).toBe("/dev/sdb none swap sw 0 0\n# added by the administrator\n");
    expect(output?.did).toEqual(["took our lines out of /etc/fstab", "took our lines out of /etc/hosts"]);
    expect(output?.left).toContain("/etc/hosts was changed by somebody since: all other lines stay");
  });

  it("keeps what it is told to keep, with the directories it is in, and can put it back later", async () => {
    const at = world({ files: { "/etc/passwd": "" } });
    await at.ctx.host.files.write("/etc/quorate/pki/etcd/peer.key", "secret");
    await at.ctx.host.files.write("/etc/quorate/pki/apiserver/x.key", "secret");
    const keep = ["/etc/quorate/pki/etcd"];
    const { output, after } = await restore(at, { keep });
    expect({ after, left: output?.left }).toEqual({ after: [], left: [] });
    expect(at.machine.files.text("/etc/quorate/pki/etcd/peer.key")).toBe("secret");
    expect(await at.machine.files.status("/etc/quorate/pki/apiserver")).toBeUndefined();
    expect((await restore(at)).output?.did).toContain("removed /etc/quorate");
  });

  it("leaves a directory of ours in which somebody keeps something, and names that", async () => {
    const at = world({ files: { "/etc/passwd": "" } });
    await at.ctx.host.files.write("/opt/quorate/images/list", "ours");
    at.machine.files.put("/opt/quorate/images/theirs", "x");
    expect((await restore(at)).output).toEqual({
      did: ["removed /opt/quorate/images/list"],
      left: ["/opt/quorate/images is not empty: theirs"],
    });
  });

  it("brings a file back that a step moved aside, and loses nothing of a directory that one did", async () => {
    const at = world({ files: { "/root/.kube/config": "theirs", "/srv/etcd/member/wal": "old data" } });
    const { files } = at.ctx.host;
    await files.move("/root/.kube/config", "/root/.kube/config.before");
    await files.write("/root/.kube/config", "ours");
    await files.move("/srv/etcd", "/srv/etcd.old");
    await files.makeDirectory("/srv/etcd");
    expect((await restore(at)).output).toEqual({
      did: ["put /root/.kube/config back as it was", "removed /root/.kube/config.before", "removed /srv/etcd"],
      left: ["/srv/etcd.old is not empty: member"],
    });
    expect(at.machine.files.text("/root/.kube/config")).toBe("theirs");
    expect(at.machine.files.text("/srv/etcd.old/member/wal")).toBe("old data");
  });

  it("removes a program that a step had installed by another program", async () => {
    const at = world({ files: { "/usr/local/bin/other": "" } });
    await at.ctx.host.originals.beforeChange("/usr/local/bin/etcd");
    at.machine.files.put("/usr/local/bin/etcd", "ELF");
    expect((await restore(at)).output?.did).toEqual(["removed /usr/local/bin/etcd"]);
  });

  it("goes on with the rest after it was interrupted", async () => {
    const at = world({ files: { "/etc/a": "a", "/etc/b": "b" } });
    await at.ctx.host.files.write("/etc/a", "x");
    await at.ctx.host.files.write("/etc/b", "x");
    at.machine.files.put("/etc/a", "a");
    expect((await restore(at)).output).toEqual({ did: ["put /etc/b back as it was"], left: [] });
    expect([at.machine.files.text("/etc/a"), at.machine.files.text("/etc/b")]).toEqual(["a", "b"]);
  });

  it("says what holds in the running system although its file is gone", async () => {
    const at = world({ files: { "/proc/sys/vm/swappiness": "60\n", "/etc/passwd": "" } });
    await hostSysctl.apply({ file: "/etc/sysctl.d/90-quorate.conf", values: { "vm.swappiness": "0" } }, at.ctx);
    expect((await restore(at)).output).toEqual({
      did: ["removed /etc/sysctl.d/90-quorate.conf", "removed /etc/sysctl.d"],
      left: ["kernel parameters keep their values until the next boot"],
    });
  });
});

describe("units in host.restore", () => {
  it("are stopped and disabled in the given order when they came with this product", async () => {
    const at = world({}, { "haproxy.service": {}, "keepalived.service": {}, "etcd.service": {} });
    for (const unit of [...units].reverse()) {
      await enableUnit(at.ctx.host, unit);
      await startUnit(at.ctx.host, unit);
    }
    const { output, after } = await restore(at);
    expect(after).toEqual([]);
    expect(output?.did).toEqual(units.flatMap((unit) => [`stopped ${unit}`, `disabled ${unit}`]));
    for (const unit of units)
      expect(at.systemd.units.get(unit)).toMatchObject({ active: "inactive", fileState: "disabled" });
  });

  it("run on with their own files when they ran before", async () => {
    const at = world({ files: { "/etc/haproxy/haproxy.cfg": "theirs" } }, { "haproxy.service": running });
    await enableUnit(at.ctx.host, "haproxy.service");
    await at.ctx.host.files.write("/etc/haproxy/haproxy.cfg", "ours");
    const { output } = await restore(at);
    expect(output?.did).toEqual([
      "put /etc/haproxy/haproxy.cfg back as it was",
      "restarted haproxy.service, which ran before",
    ]);
    expect(at.systemd.units.get("haproxy.service")).toMatchObject({ active: "active", fileState: "enabled" });
  });

  it("are left alone, and told, when no step ever changed them", async () => {
    const at = world({ files: { "/etc/passwd": "" } }, { "haproxy.service": running });
    await at.ctx.host.files.write("/etc/x", "ours");
    expect((await restore(at)).output?.left).toEqual([
      "haproxy.service was not started by this product, as far as its record goes",
    ]);
    expect(at.systemd.units.get("haproxy.service")?.active).toBe("active");
  });

  it("that a step turned off are on again, also without being named", async () => {
    const at = world({}, { "nftables.service": running, "zram.swap": { active: "active", fileState: "static" } });
    await disableUnit(at.ctx.host, "nftables.service");
    await maskUnit(at.ctx.host, "zram.swap");
    await stopUnit(at.ctx.host, "nftables.service");
    expect((await restore(at)).output?.did).toEqual([
      "enabled nftables.service",
      "started nftables.service",
      "unmasked zram.swap",
    ]);
  });

  it("that steps turned on and that are not named stay on: they belong to what is kept", async () => {
    const at = world({ files: { "/etc/passwd": "" } }, { "etcd.service": {} });
    await at.ctx.host.files.write("/etc/systemd/system/etcd.service", "[Service]");
    await enableUnit(at.ctx.host, "etcd.service");
    await startUnit(at.ctx.host, "etcd.service");
    const kept = { units: [], keep: ["/etc/systemd/system/etcd.service"] };
    expect(await hostRestore.probe(kept, at.ctx)).toEqual([]);
    expect((await restore(at)).output?.did.slice(0, 2)).toEqual(["stopped etcd.service", "disabled etcd.service"]);
  });

  it("of our own go with their file, after they were disabled", async () => {
    const iptables = command(["/usr/sbin/iptables"], succeeded("-P FORWARD ACCEPT"));
    const at = world(
      { files: { "/usr/sbin/iptables": "" }, commands: [iptables] },
      { "quorate-forward-policy.service": {} },
    );
    await hostForwardPolicy.apply({ policy: "ACCEPT" }, at.ctx);
    const { output } = await restore(at, { units: [] });
    expect(output?.did.slice(0, 2)).toEqual([
      "disabled quorate-forward-policy.service",
      "removed /etc/systemd/system/quorate-forward-policy.service",
    ]);
    expect(at.systemd.reloads).toBe(2);
    expect(output?.left).toEqual(["the FORWARD chain of iptables keeps its policy ACCEPT until the next boot"]);
  });

  it("which no package had brought yet count as off", async () => {
    const at = world();
    await rememberUnit(at.ctx.host, "haproxy.service");
    at.systemd.units.set("haproxy.service", { load: "loaded", result: "", journal: [], ...running });
    expect((await restore(at)).output?.did).toEqual(["stopped haproxy.service", "disabled haproxy.service"]);
  });
});
