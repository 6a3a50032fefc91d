import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { WatchTarget } from "@quorate/shared/facts";
import type { EtcdHealth } from "@quorate/shared/heartbeat";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeFiles } from "../../../../test/fakes/fake-files.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { controlGroups } from "./control-groups.ts";
import { HealthSampler } from "./health-sampler.ts";
import { unitStates } from "./unit-states.ts";
import { openWatchFile } from "./watch-file.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "quorate-health-"));
  put("proc/meminfo", "MemTotal:        1000 kB\nMemFree: 1 kB\nMemAvailable:     400 kB\n");
  put("proc/loadavg", "0.25 0.10 0.05 1/100 1234\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const states = () => Object.fromEntries(unitStates(controlGroups(root), root).map(({ name, state }) => [name, state]));

describe("the state of a unit", () => {
  const hierarchies = [
    ["version 2", "0::/init.scope\n", "sys/fs/cgroup"],
    ["version 1", "4:cpu:/\n1:name=systemd:/init.scope\n", "sys/fs/cgroup/systemd"],
    ["hybrid", "1:name=systemd:/init.scope\n0::/init.scope\n", "sys/fs/cgroup/systemd"],
    ["no namespace", "0::/lab/k8s-1/init.scope\n", "sys/fs/cgroup/lab/k8s-1"],
  ] as const;

  test.each(hierarchies)("is running where its control group has a process: %s", (_, own, base) => {
    put("proc/1/cgroup", own);
    put(`${base}/system.slice/etcd.service/cgroup.procs`, "4711\n");
    put(`${base}/system.slice/haproxy.service/cgroup.procs`, "");
    put("usr/lib/systemd/system/haproxy.service", "");
    expect(states()).toMatchObject({
      "etcd.service": "running",
      "haproxy.service": "stopped",
      "kubelet.service": "absent",
    });
  });

  test("counts helpers in groups below, in version 2", () => {
    put("proc/1/cgroup", "0::/init.scope\n");
    put("sys/fs/cgroup/system.slice/docker.service/cgroup.procs", "");
    put("sys/fs/cgroup/system.slice/docker.service/cgroup.events", "populated 1\nfrozen 0\n");
    put("sys/fs/cgroup/system.slice/etcd.service/cgroup.events", "populated 0\nfrozen 0\n");
    put("lib/systemd/system/etcd.service", "");
    expect(states()).toMatchObject({ "docker.service": "running", "etcd.service": "stopped" });
  });

  test("is stopped, not absent, when it is masked", () => {
    mkdirSync(join(root, "etc/systemd/system"), { recursive: true });
    symlinkSync("/dev/null", join(root, "etc/systemd/system/keepalived.service"));
    expect(states()).toMatchObject({ "keepalived.service": "stopped" });
  });

  test("is absent everywhere on a machine without systemd", () => {
    expect(new Set(Object.values(states()))).toEqual(new Set(["absent"]));
  });
});

const nothing: WatchTarget = { vip: "", etcdClientUrl: "", etcdCaFile: "", etcdCertFile: "", etcdKeyFile: "" };
const etcd: EtcdHealth = {
  healthy: true,
  memberId: "a",
  clusterId: "b",
  leader: true,
  databaseBytes: 1,
  problem: "",
};

function sampler(watch: WatchTarget, look: () => Promise<EtcdHealth> = async () => etcd) {
  const clock = new ManualClock();
  const seen = { looks: 0 };
  const watching = { target: watch };
  const health = new HealthSampler({
    clock,
    network: { addresses: () => [{ interface: "eth0", address: "192.168.1.33", prefix: 32, mac: "" }] },
    watch: () => watching.target,
    dataDir: root,
    root,
    etcdHealth: () => {
      seen.looks += 1;
      return look();
    },
  });
  return { clock, health, seen, watching };
}

describe("a sample of a host", () => {
  test("has load and memory at once, and the disk as soon as it is measured", async () => {
    const { health } = sampler(nothing);
    expect(health.sample()).toMatchObject({
      load1: 0.25,
      memoryTotalBytes: 1_024_000,
      memoryAvailableBytes: 409_600,
      vipHeld: false,
    });
    await health.refresh();
    await expect.poll(() => health.sample().diskTotalBytes).toBeGreaterThan(0);
  });

  test("says whether the host holds the VIP that is watched", () => {
    expect(sampler({ ...nothing, vip: "192.168.1.33" }).health.sample().vipHeld).toBe(true);
    expect(sampler({ ...nothing, vip: "192.168.1.34" }).health.sample().vipHeld).toBe(false);
  });

  test("never waits for etcd: an answer shows in a later sample", async () => {
    const answer = Promise.withResolvers<EtcdHealth>();
    const { health, clock } = sampler({ ...nothing, etcdClientUrl: "https://192.168.1.90:2379" }, () => answer.promise);
    expect(health.sample().etcd).toBeUndefined();
    await clock.advance(1_000);
    expect(health.sample().etcd).toBeUndefined();
    answer.resolve(etcd);
    await expect.poll(() => health.sample().etcd).toEqual(etcd);
  });

  test("asks etcd every five seconds, and not again while it is asked", async () => {
    const answers = [Promise.withResolvers<EtcdHealth>(), Promise.withResolvers<EtcdHealth>()];
    const { health, clock, seen } = sampler(
      { ...nothing, etcdClientUrl: "https://192.168.1.90:2379" },
      () => answers[seen.looks - 1]?.promise ?? Promise.resolve(etcd),
    );
    for (let second = 0; second < 20; second++) {
      health.sample();
      await clock.advance(1_000);
    }
    expect(seen.looks).toBe(1);
    answers[0]?.resolve(etcd);
    await expect.poll(() => health.sample().etcd).toEqual(etcd);
    expect(seen.looks).toBe(2);
  });

  test("forgets etcd when nothing is watched any more", async () => {
    const { health, watching } = sampler({ ...nothing, etcdClientUrl: "https://192.168.1.90:2379" });
    await health.refresh();
    expect(health.sample().etcd).toEqual(etcd);
    watching.target = nothing;
    expect(health.sample().etcd).toBeUndefined();
  });
});

describe("what is watched", () => {
  const target: WatchTarget = { ...nothing, vip: "192.168.1.33" };

  test("is kept for the next process, closed to everybody else", async () => {
    const files = new FakeFiles();
    await (await openWatchFile(files, "/var/lib/quorate-agent")).replace(target);
    expect((await openWatchFile(files, "/var/lib/quorate-agent")).current).toEqual(target);
    expect(await files.status("/var/lib/quorate-agent/watch.json")).toMatchObject({ mode: 0o600 });
  });

  test.each([undefined, "{", '{"vip":7}'])("is nothing when the file holds %s", async (text) => {
    const files = new FakeFiles(text === undefined ? {} : { files: { "/s/watch.json": text } });
    expect((await openWatchFile(files, "/s")).current).toEqual(nothing);
  });
});
