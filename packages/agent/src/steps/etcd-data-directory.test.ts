import { describe, expect, it } from "vitest";
import { etcdAccounts, etcdMember as member } from "../../../../test/fakes/fake-etcd.ts";
import { type FakeHostOptions, fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd, type FakeUnit } from "../../../../test/fakes/fake-systemd.ts";
import { etcdDataDirectory } from "./etcd-data-directory.ts";

const input = { member };
const record = (token: string, formed: boolean, dataDir = member.dataDir) =>
  JSON.stringify({ token, clusterId: "abc", dataDir, formed });
const recordFile = "/etc/quorate/etcd-generation.json";
const wal = `${member.dataDir}/member/wal/0.wal`;
const owned = { [member.dataDir]: { kind: "directory", mode: 0o700, owner: "etcd" } } as const;
/** An etcd of our unit with its log open. */
const running = (cgroup: string) => ({
  "/proc/77/comm": "etcd\n",
  "/proc/77/cgroup": `0::/${cgroup}\n`,
  "/proc/77/fd/9": { kind: "link" as const, target: wal },
});

function world(files: FakeHostOptions["files"], state: Partial<FakeUnit> = {}, onStop: () => void = () => undefined) {
  const systemd = new FakeSystemd({ units: { "etcd.service": state } });
  const host = fakeHost({
    files: { ...etcdAccounts, ...files },
    commands: [
      (argv) => {
        if (argv[1] === "stop") onStop();
        return systemd.command(argv, {});
      },
    ],
  });
  return { host, systemd, ctx: fakeStepContext(host) };
}

describe("etcd.data-directory", () => {
  it("makes an empty directory that is closed to all but etcd, and then finds nothing to do", async () => {
    const { host, ctx } = world({});
    expect(await etcdDataDirectory.probe(input, ctx)).toHaveLength(1);
    expect(await etcdDataDirectory.apply(input, ctx)).toEqual({});
    expect(await host.files.status(member.dataDir)).toMatchObject({ kind: "directory", mode: 0o700, uid: 990 });
    expect(await etcdDataDirectory.probe(input, ctx)).toEqual([]);
  });

  it("fault 33: renames the data of another cluster and deletes nothing", async () => {
    const { host, ctx } = world({ ...owned, [wal]: "precious" });
    expect(await etcdDataDirectory.probe(input, ctx)).toEqual([
      { what: member.dataDir, have: "etcd data that this product did not make", want: "no data of another cluster" },
    ]);
    const { movedTo } = await etcdDataDirectory.apply(input, ctx);
    expect(movedTo).toMatch(/^\/var\/lib\/quorate-etcd\.old-20231114T\d{6}Z$/);
    expect(host.files.text(`${movedTo}/member/wal/0.wal`)).toBe("precious");
    expect(await host.files.list(member.dataDir)).toEqual([]);
    expect(await etcdDataDirectory.probe(input, ctx)).toEqual([]);
  });

  it("fault 34: renames the data of an older generation of ours", async () => {
    const { ctx } = world({ ...owned, [wal]: "old", [recordFile]: record("older-token", false) });
    const { movedTo } = await etcdDataDirectory.apply(input, ctx);
    expect(movedTo).toContain(".old-");
    expect(ctx.lines).toEqual([`data of the etcd generation older-token is now in ${movedTo}`]);
  });

  it("keeps the data of this generation", async () => {
    const { host, ctx } = world({ ...owned, [wal]: "ours", [recordFile]: record(member.generation.token, true) });
    expect(await etcdDataDirectory.probe(input, ctx)).toEqual([]);
    expect(await etcdDataDirectory.apply(input, ctx)).toEqual({});
    expect(host.files.text(wal)).toBe("ours");
  });

  it("renames only what is inside when the directory is a mount point", async () => {
    const { host, ctx } = world({
      ...owned,
      [wal]: "old",
      "/proc/self/mounts": `/dev/sdb1 ${member.dataDir} ext4 rw 0 0\n`,
    });
    const { movedTo } = await etcdDataDirectory.apply(input, ctx);
    expect(movedTo).toMatch(/^\/var\/lib\/quorate-etcd\/member\.old-/);
    expect(host.files.text(`${movedTo}/wal/0.wal`)).toBe("old");
    expect(await etcdDataDirectory.probe(input, ctx)).toEqual([]);
  });

  it("names the process that uses the data, and touches nothing", async () => {
    const { host, ctx } = world({ ...owned, [wal]: "live", ...running("kubepods/pod1") });
    await expect(etcdDataDirectory.apply(input, ctx)).rejects.toMatchObject({
      code: "ETCD_NOT_READY_TO_START",
      message: "/var/lib/quorate-etcd of m2 is in use by etcd (pid 77)",
    });
    expect(host.files.text(wal)).toBe("live");
  });

  it("does not take the unit from an etcd that somebody else runs in it", async () => {
    const { systemd, ctx } = world(running("system.slice/etcd.service"), { active: "active", mainPid: 77 });
    expect(await etcdDataDirectory.probe(input, ctx)).toContainEqual({
      what: "etcd.service",
      have: "runs etcd (pid 77)",
      want: "stopped",
    });
    await expect(etcdDataDirectory.apply(input, ctx)).rejects.toMatchObject({
      message: "etcd.service of m2 is in use by etcd (pid 77)",
    });
    expect(systemd.units.get("etcd.service")?.mainPid).toBe(77);
  });

  it("does not overlook an etcd that dies and is started again and again", async () => {
    const { ctx } = world({}, { active: "activating", sub: "auto-restart" });
    await expect(etcdDataDirectory.apply(input, ctx)).rejects.toMatchObject({
      message: "etcd.service of m2 is in use by systemd, which keeps starting it",
      hint: expect.stringContaining("systemctl stop etcd.service"),
    });
  });

  it("does not stop our own member of a formed cluster", async () => {
    const files = { ...owned, [wal]: "live", ...running("system.slice/etcd.service") };
    const { systemd, ctx } = world(
      { ...files, [recordFile]: record("older-token", true) },
      { active: "active", mainPid: 77 },
    );
    await expect(etcdDataDirectory.apply(input, ctx)).rejects.toMatchObject({ code: "ETCD_NOT_READY_TO_START" });
    expect(systemd.units.get("etcd.service")?.mainPid).toBe(77);
  });

  it("stops an attempt of ours that was never finished, and renames what it left", async () => {
    const files = { ...owned, [wal]: "half", ...running("system.slice/etcd.service") };
    const { host, ctx } = world(
      { ...files, [recordFile]: record("older-token", false) },
      { active: "active", mainPid: 77 },
      () => host.files.entries.delete("/proc/77/fd/9"),
    );
    const { movedTo } = await etcdDataDirectory.apply(input, ctx);
    expect(host.files.text(`${movedTo}/member/wal/0.wal`)).toBe("half");
    expect(ctx.lines[0]).toBe("stopped etcd.service, left over from an attempt that did not finish");
  });

  it("refuses to move a formed member by naming another directory", async () => {
    const { ctx } = world({ [recordFile]: record(member.generation.token, true, "/var/lib/elsewhere") });
    await expect(etcdDataDirectory.probe(input, ctx)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      hint: "set spec.etcd.dataDir back to /var/lib/elsewhere",
    });
  });

  it("refuses to guess when its own record cannot be read", async () => {
    const { ctx, host } = world({ ...owned, [wal]: "precious", [recordFile]: '{"token": "torn' });
    await expect(etcdDataDirectory.apply(input, ctx)).rejects.toMatchObject({ code: "CONFIG_REJECTED" });
    expect(host.files.text(wal)).toBe("precious");
  });
});
