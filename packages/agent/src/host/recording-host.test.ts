import { createHash } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import type { FakeFiles } from "../../../../test/fakes/fake-files.ts";
import { type FakeHostOptions, fakeHost } from "../../../../test/fakes/fake-host.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { filePrint } from "./path-state.ts";
import { recordingHost } from "./recording-host.ts";
import { disableUnit, enableUnit, rememberUnit, startUnit } from "./units.ts";

const stateDir = "/var/lib/quorate-agent";
const store = `${stateDir}/originals`;
const recordOf = (path: string) => `${store}/${createHash("sha256").update(path).digest("hex")}.json`;

function world(options: FakeHostOptions = {}) {
  const machine = fakeHost(options);
  return { machine, host: recordingHost(machine, stateDir) };
}

/** What the record says was there, by path. */
async function originalsOf({ originals }: { originals: ReturnType<typeof recordingHost>["originals"] }) {
  return new Map((await originals.paths()).map(({ path, was }) => [path, was]));
}

const recordFiles = (files: FakeFiles) => [...files.entries.keys()].filter((path) => path.startsWith(`${store}/`));

describe("a recording host", () => {
  it("keeps what a file held, its mode and its owner, and never again what a step put there", async () => {
    const before = { kind: "file", text: "was", mode: 0o640, owner: "root" } as const;
    const { host } = world({ files: { "/etc/hosts": before } });
    await host.files.write("/etc/hosts", "first");
    await host.files.write("/etc/hosts", "second");
    const sha256 = filePrint("was").slice("file ".length);
    expect(await originalsOf(host)).toEqual(
      new Map([["/etc/hosts", { kind: "file", mode: 0o640, uid: 0, gid: 0, sha256 }]]),
    );
    expect((await host.originals.contents("/etc/hosts"))?.toString()).toBe("was");
    expect((await host.originals.paths())[0]?.ours).toEqual([filePrint("first"), filePrint("second")]);
  });

  it("records what was absent, with the directories that are made on the way", async () => {
    const { host } = world({ files: { "/etc/passwd": "" } });
    await host.files.write("/etc/quorate/pki/ca.crt", "ca");
    expect(await originalsOf(host)).toEqual(
      new Map([
        ["/etc/quorate", { kind: "absent" }],
        ["/etc/quorate/pki", { kind: "absent" }],
        ["/etc/quorate/pki/ca.crt", { kind: "absent" }],
      ]),
    );
  });

  it("records what a link leads to when it is written through, and the link itself when it is replaced", async () => {
    const { host } = world({ files: { "/etc/real": "old", "/etc/name": { kind: "link", target: "real" } } });
    await host.files.write("/etc/name", "new");
    await host.files.link("/etc/name", "/elsewhere");
    expect([...(await originalsOf(host)).keys()]).toEqual(["/etc/real", "/etc/name"]);
    expect((await originalsOf(host)).get("/etc/name")).toEqual({ kind: "link", target: "real" });
  });

  it("records both ends of a file's move, and that what a step wrote is gone again", async () => {
    const { host } = world({ files: { "/etc/a": "a", "/etc/b": "b", "/var/tree/file": "c" } });
    await host.files.move("/etc/a", "/etc/a.old");
    await host.files.write("/etc/b", "new");
    await host.files.remove("/etc/b");
    await host.files.write("/var/tree/file", "d");
    await host.files.removeTree("/var/tree", ["/var"]);
    expect((await host.originals.paths()).map(({ path, was, ours }) => [path, was.kind, ours.at(-1)])).toEqual([
      ["/etc/a.old", "absent", filePrint("a")],
      ["/etc/a", "file", "absent"],
      ["/etc/b", "file", "absent"],
      ["/var/tree/file", "file", "absent"],
    ]);
  });

  it("does not record what a step removes that no step put there, as kubeadm's files", async () => {
    const { host, machine } = world({ files: { "/etc/kubernetes/admin.conf": "k", "/var/lib/kubelet/pki/x": "x" } });
    await host.files.remove("/etc/kubernetes/admin.conf");
    await host.files.removeTree("/var/lib/kubelet", ["/var/lib"]);
    await host.files.removeDirectory("/etc/kubernetes");
    expect(await host.originals.paths()).toEqual([]);
    expect(machine.files.entries.has("/etc/kubernetes")).toBe(false);
  });

  it("leaves out what no reboot survives and what is the agent's own", async () => {
    const { host, machine } = world({ files: { "/proc/sys/kernel/hostname": "a" } });
    await host.files.write("/proc/sys/kernel/hostname", "b");
    await host.files.write("/run/quorate/kubeadm.yaml", "");
    await host.files.write("/var/cache/quorate/etcd.tar.gz", "");
    await host.files.write(`${stateDir}/watch.json`, "");
    expect(await host.originals.paths()).toEqual([]);
    expect(recordFiles(machine.files)).toEqual([]);
  });

  it("keeps its record closed to everybody but root", async () => {
    const { host, machine } = world({ files: { "/etc/secret": "key" } });
    await host.files.write("/etc/secret", "other");
    expect((await machine.files.status(store))?.mode).toBe(0o700);
    const modes = recordFiles(machine.files).map(async (path) => (await machine.files.status(path))?.mode);
    expect(await Promise.all(modes)).toEqual([0o600, 0o600]);
  });

  it("has the record on disk before the change, and changes nothing when it cannot be written", async () => {
    const full = new AppError("FILE_ACCESS_FAILED", "cannot write: the disk is full");
    const { host, machine } = world({
      files: { "/etc/hosts": "was" },
      onWrite: (path, text) => {
        if (path === recordOf("/etc/hosts")) throw full;
        return text;
      },
    });
    await expect(host.files.write("/etc/hosts", "new")).rejects.toBe(full);
    expect(machine.files.text("/etc/hosts")).toBe("was");
  });

  it("knows what an earlier agent recorded, and does not look at a path twice", async () => {
    const { host, machine } = world({ files: { "/etc/hosts": "was" } });
    await host.files.write("/etc/hosts", "new");
    const later = recordingHost(machine, stateDir);
    await later.files.write("/etc/hosts", "newer");
    expect((await later.originals.contents("/etc/hosts"))?.toString()).toBe("was");
  });

  it("records a path once when two steps change it at the same time", async () => {
    const { host } = world({ files: { "/etc/passwd": "" } });
    await Promise.all([host.files.write("/etc/new/a", "a"), host.files.write("/etc/new/b", "b")]);
    expect((await originalsOf(host)).get("/etc/new")).toEqual({ kind: "absent" });
    await Promise.all([host.files.write("/etc/new/a", "c"), host.files.write("/etc/new/a", "d")]);
    expect((await originalsOf(host)).get("/etc/new/a")).toEqual({ kind: "absent" });
  });

  it("refuses to change anything while a record is damaged, and names it", async () => {
    const { host, machine } = world({ files: { [recordOf("/etc/hosts")]: "{torn" } });
    await expect(host.files.write("/etc/passwd", "")).rejects.toMatchObject({
      code: "LOG_CORRUPT",
      message: expect.stringContaining(recordOf("/etc/hosts")),
    });
    expect(machine.files.text("/etc/passwd")).toBeUndefined();
    machine.files.entries.delete(recordOf("/etc/hosts"));
    await host.files.write("/etc/passwd", "mended without a restart");
    expect(machine.files.text("/etc/passwd")).toBe("mended without a restart");
  });

  it("forgets a path with its contents", async () => {
    const { host, machine } = world({ files: { "/etc/hosts": "was" } });
    await host.files.write("/etc/hosts", "new");
    await host.originals.forgetPath("/etc/hosts");
    expect(await host.originals.paths()).toEqual([]);
    expect(recordFiles(machine.files)).toEqual([]);
  });

  it("records a download's destination", async () => {
    const { host } = world({ files: { "/etc/passwd": "" }, downloads: { "file:///image": "x" } });
    await host.network.download("file:///image", "/opt/image", { maxBytes: 9, timeoutMs: 9 });
    expect((await originalsOf(host)).get("/opt/image")).toEqual({ kind: "absent" });
  });

  it("keeps each line of a note once", async () => {
    const { host, machine } = world();
    await host.originals.note("stays", ["etcd"]);
    await host.originals.note("stays", ["etcd", "other"]);
    expect(await recordingHost(machine, stateDir).originals.notes("stays")).toEqual(["etcd", "other"]);
  });
});

describe("units on a recording host", () => {
  it("are recorded as they were before the first change, with one look", async () => {
    const running = { active: "active", sub: "running", fileState: "enabled" };
    const systemd = new FakeSystemd({ units: { "haproxy.service": running, "etcd.service": {} } });
    const { host, machine } = world({ commands: [systemd.command] });
    await disableUnit(host, "haproxy.service");
    await enableUnit(host, "haproxy.service");
    await startUnit(host, "etcd.service");
    await rememberUnit(host, "kubelet.service");
    const off = { present: true, active: false, enabled: false, masked: false };
    expect(await host.originals.units()).toEqual([
      { type: "unit", unit: "haproxy.service", present: true, active: true, enabled: true, masked: false },
      { type: "unit", unit: "etcd.service", ...off },
      { type: "unit", unit: "kubelet.service", ...off, present: false },
    ]);
    expect(machine.executed.filter(([, verb]) => verb === "show")).toHaveLength(3);
  });
});
