import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processesIn } from "../cgroup.ts";
import { hostProcesses } from "../host-process.ts";
import { openLab } from "../lab.ts";
import { hostPaths, labPaths } from "../paths.ts";
import { waitFor } from "../wait.ts";

const ID = "selftest";
const SOURCE = "deb [signed-by=/opt/lab/packages/quorate-lab.asc] file:///opt/lab/packages lab main\n";

const paths = labPaths(ID);
const lab = openLab(ID, { kubernetes: false });
const [first, second] = [lab.host("k8s-master90"), lab.host("k8s-master91")];

const pings = async () =>
  (await second.exec(["ping", "-c", "1", "-W", "1", first.address], { check: false })).code === 0;

/** A first packet may be late on a busy machine. */
const reached = () =>
  waitFor(`${second.name} to reach ${first.name}`, 30_000, async () => (await pings()) || undefined);

beforeAll(() => lab.up());
afterAll(() => lab.down());

describe("the lab", () => {
  it("has hosts that are bare, reach each other, and nothing beyond", async () => {
    expect((await first.exec(["sh", "-c", "command -v haproxy keepalived etcd docker"], { check: false })).stdout).toBe(
      "",
    );
    expect(await first.readFile("/etc/apt/sources.list")).toBe("");
    await reached();
    expect((await first.exec(["ping", "-c", "1", "-W", "1", "192.0.2.1"], { check: false })).code).not.toBe(0);
  });

  it("needs no Kubernetes when told so", async () => {
    await expect(lab.images()).rejects.toThrow("without Kubernetes");
    expect((await first.exec(["test", "-e", "/opt/lab/images"], { check: false })).code).toBe(1);
  });

  it("offers both lines of etcd, and installs the one asked for", async () => {
    await first.writeFile("/etc/apt/sources.list.d/lab.list", SOURCE);
    await first.exec(["apt-get", "update"]);
    for (const [version, line] of [
      ["3.4.*", "3.4."],
      ["3.5.*", "3.5."],
    ] as const) {
      await first.exec(["apt-get", "install", "--yes", "--allow-downgrades", `etcd-server=${version}`], {
        timeoutMs: 300_000,
      });
      expect((await first.exec(["etcd", "--version"])).stdout).toContain(`etcd Version: ${line}`);
    }
  });

  it("takes a host's cable out and puts it back", async () => {
    await first.unplug();
    expect(await pings()).toBe(false);
    await first.plug();
    await reached();
  });

  it("keeps what a host wrote when its power fails, and forgets it on reset", async () => {
    await first.writeFile("/etc/marker", "here\n");
    await first.powerOff();
    await expect(first.exec(["true"])).rejects.toThrow("is not running");
    await first.boot();
    expect(await first.readFile("/etc/marker")).toBe("here\n");
    await first.reset();
    await expect(first.readFile("/etc/marker")).rejects.toThrow("No such file");
  });

  it("is mended by up when a supervisor was killed, and when everything was", async () => {
    const { supervisor = 0 } = await hostProcesses(hostPaths(paths, first.name));
    process.kill(supervisor, "SIGKILL");
    await lab.up();
    for (const pid of await processesIn(paths.name, "every")) process.kill(pid, "SIGKILL");
    await lab.up();
    expect((await lab.status()).hosts.map(({ state }) => state)).toEqual(["running", "running", "running"]);
    await reached();
  });

  it("has a fourth host when asked for a worker, and none when asked for none", async () => {
    const wider = openLab(ID, { workers: 1 });
    await wider.up();
    expect(wider.hosts.map(({ name }) => name)).not.toContain("k8s-node94");
    for (const { exec } of wider.workers) await exec(["ping", "-c", "1", "-W", "20", first.address]);
    expect((await lab.status()).hosts.map(({ state }) => state)).toEqual(["running", "running", "running", "running"]);
    await openLab(ID, { workers: 0 }).up();
    expect((await lab.status()).hosts).toHaveLength(3);
    await expect(lab.host("k8s-node94").exec(["true"])).rejects.toThrow("is not running");
  });

  it("ends a command that takes too long, with what it started", async () => {
    await expect(first.exec(["sh", "-c", "sleep 71 & sleep 72"], { timeoutMs: 3_000 })).rejects.toThrow(
      "no end after 3 s",
    );
    const left = async () => (await first.exec(["sh", "-c", "ps ax | grep '[s]leep 7' || true"])).stdout;
    await expect.poll(left).toBe("");
  });

  it("leaves nothing behind when it goes down, not even what the operator started", async () => {
    const child = lab.operator.spawn(["sleep", "600"], { stdio: "ignore" });
    await lab.operator.exec(["true"]);
    await lab.down();
    await expect.poll(() => child.signalCode).toBe("SIGKILL");
    expect(await processesIn(paths.name, "every")).toEqual([]);
    expect(existsSync(paths.netnsFile)).toBe(false);
    expect(existsSync(paths.state)).toBe(false);
  });
});
