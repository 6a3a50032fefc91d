import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { etcdAccounts, etcdMember as member } from "../../../../test/fakes/fake-etcd.ts";
import { type FakeHostOptions, fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { etcdDestroy } from "./etcd-destroy.ts";

const { dataDir, configFile, unit } = member;
const input = { dataDir, configFile, unit };
const generationFile = "/etc/quorate/etcd-generation.json";
const generation = (directory = dataDir) => JSON.stringify({ ...member.generation, dataDir: directory, formed: true });
const wal = `${dataDir}/member/wal/0.wal`;
const own = {
  [generationFile]: generation(),
  [configFile]: "name: m2\n",
  "/etc/systemd/system/etcd.service": "[Service]\n",
  "/etc/quorate/etcdctl.env": "",
  "/etc/profile.d/quorate-etcdctl.sh": "",
  "/etc/quorate/pki/etcd/peer.key": "key",
  [wal]: "data",
};

function world(files: FakeHostOptions["files"] = {}) {
  const running = { active: "active", sub: "running", fileState: "enabled", mainPid: 4242 };
  const systemd = new FakeSystemd({ units: { [unit]: running } });
  const neighbours = { "/etc/quorate/pki/apiserver/x.key": "theirs", "/etc/quorate/agent.json": "{}" };
  const host = fakeHost({ files: { ...etcdAccounts, ...own, ...neighbours, ...files }, commands: [systemd.command] });
  return { host, systemd, ctx: fakeStepContext(host) };
}

describe("etcd.destroy", () => {
  it("stops and disables the member, removes its data and all that is only the member's, and says so", async () => {
    const { host, systemd, ctx } = world();
    const { output, after } = await converge(etcdDestroy, input, ctx);
    expect(after).toEqual([]);
    expect(output?.did).toEqual([
      "stopped etcd.service",
      "disabled etcd.service",
      `removed the etcd data in ${dataDir}/member`,
      `removed ${dataDir}`,
      "removed /etc/quorate/pki/etcd with its keys",
      "removed /etc/profile.d/quorate-etcdctl.sh",
      "removed /etc/quorate/etcdctl.env",
      `removed ${configFile}`,
      "removed /etc/systemd/system/etcd.service",
      `removed ${generationFile}`,
    ]);
    expect(systemd.units.get(unit)).toMatchObject({ active: "inactive", fileState: "disabled" });
    expect(systemd.reloads).toBe(1);
    for (const path of [...Object.keys(own), dataDir]) expect(await host.files.status(path), path).toBeUndefined();
    expect(host.files.text("/etc/quorate/pki/apiserver/x.key")).toBe("theirs");
    expect(host.files.text("/etc/quorate/agent.json")).toBe("{}");
  });

  it("leaves data that this product did not make", async () => {
    const { host, systemd, ctx } = world();
    await host.files.remove(generationFile);
    expect(await etcdDestroy.probe(input, ctx)).toEqual([]);
    expect(await etcdDestroy.apply(input, ctx)).toEqual({ did: [], left: [] });
    expect(host.files.text(wal)).toBe("data");
    expect(systemd.units.get(unit)?.active).toBe("active");
    expect(ctx.lines[0]).toBe(`this product made no etcd member here: what is in ${dataDir} stays`);
  });

  it("refuses another directory than the member's", async () => {
    const { ctx } = world({ [generationFile]: generation("/data/etcd") });
    await expect(etcdDestroy.apply(input, ctx)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      hint: expect.stringContaining("/data/etcd"),
    });
  });

  it("leaves and names data that was set aside, and what somebody else keeps in the directory", async () => {
    const { host, ctx } = world({
      [`${dataDir}.old-20260101T000000Z/member/wal/0.wal`]: "old",
      [`${dataDir}/notes`]: "x",
    });
    const { left, did } = await etcdDestroy.apply(input, ctx);
    expect(left).toEqual([`${dataDir}.old-20260101T000000Z: data of an older etcd, which was set aside`]);
    expect(did).not.toContain(`removed ${dataDir}`);
    expect(host.files.text(`${dataDir}/notes`)).toBe("x");
    expect(host.files.text(`${dataDir}.old-20260101T000000Z/member/wal/0.wal`)).toBe("old");
  });

  it("empties a mount point and leaves it", async () => {
    const { host, ctx } = world({ "/proc/self/mounts": `/dev/sdb ${dataDir} xfs rw 0 0\n` });
    await etcdDestroy.apply(input, ctx);
    expect(await host.files.list(dataDir)).toEqual([]);
  });

  it("removes nothing through a link in the place of the directory", async () => {
    const { host, ctx } = world();
    await host.files.removeTree(dataDir, ["/var/lib"]);
    host.files.put("/var/lib/other/member/wal/0.wal", "precious");
    host.files.put(dataDir, { kind: "link", target: "/var/lib/other" });
    await expect(etcdDestroy.apply(input, ctx)).rejects.toThrow("it is no directory but a link");
    expect(host.files.text("/var/lib/other/member/wal/0.wal")).toBe("precious");
  });

  it("refuses a directory directly below the root", async () => {
    const { ctx } = world({ [generationFile]: generation("/srv"), "/srv/member/x": "" });
    await expect(etcdDestroy.apply({ ...input, dataDir: "/srv" }, ctx)).rejects.toMatchObject({
      code: "STEP_INPUT_INVALID",
    });
  });

  it("does not touch data that a process still uses", async () => {
    const { host, ctx } = world({
      "/proc/77/comm": "etcd\n",
      "/proc/77/cmdline": "etcd",
      "/proc/77/fd/3": { kind: "link", target: wal },
    });
    await expect(etcdDestroy.apply(input, ctx)).rejects.toThrow("(pid 77)");
    expect(host.files.text(wal)).toBe("data");
  });

  it("goes on where an interrupted run stopped", async () => {
    const { host, ctx } = world();
    await host.files.removeTree(dataDir, ["/var/lib"]);
    await host.files.remove("/etc/systemd/system/etcd.service");
    const { output, after } = await converge(etcdDestroy, input, ctx);
    expect({ after, last: output?.did.at(-1) }).toEqual({ after: [], last: `removed ${generationFile}` });
  });
});
