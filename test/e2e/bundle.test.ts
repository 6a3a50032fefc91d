import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { EventRecord } from "@quorate/shared/events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flipBit } from "../fakes/flip-bit.ts";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { labPaths } from "../lab/paths.ts";
import { requireSettings } from "../lab/settings.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { healthy } from "./etcdctl.ts";
import { node } from "./programs.ts";
import { Site } from "./site.ts";
import { eventsOf, outcomes } from "./summary.ts";

// Hosts without a route and without any repository, not even the lab's: what they install comes over the agents' own connection.
const lab = openLab("bundle");
const site = new Site(lab);
const bundle = join(site.folder, "lab.tar");
let spec = "";
const [first] = lab.hosts as readonly [LabHost, ...LabHost[]];

const isInstalled = async (host: LabHost, name: string): Promise<boolean> =>
  (await host.exec(["dpkg-query", "-W", name], { check: false })).code === 0;

beforeAll(async () => {
  await lab.up({ etcd: "3.5" });
  await lab.reset();
  mkdirSync(site.folder, { recursive: true, mode: 0o700 });
  spec = await site.writeSpec(await clusterYaml(lab, { etcd: "3.5", kubernetes: { images: [] } }));
  const { packages } = await requireSettings(labPaths(lab.id));
  const pool = join(packages, "pool");
  const create = ["bundle", "create", "-f", spec, "--out", bundle, "--packages", pool];
  await lab.operator.exec([node, (await site.packages()).coordinatorProgram, ...create], { timeoutMs: 120_000 });
  for (const host of lab.hosts) await host.exec(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", "/opt/lab/packages"]);
  await site.serve({ keep: true });
  await site.enrol();
  await site.stop();
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

async function bootstrap() {
  const command = ["bootstrap", "-f", spec, "-o", "jsonl", "--until", "etcd"];
  const { code, stdout, stderr } = await site.cli(command, { check: false, timeoutMs: 300_000 });
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return { code, stderr, events: lines.map((line) => JSON.parse(line) as EventRecord) };
}

describe("hosts without a network", () => {
  it("refuse a bundle with a flipped bit, by the file's name, and install nothing", async () => {
    const flipped = join(site.folder, "flipped.tar");
    copyFileSync(bundle, flipped);
    // The list names it first; the header that stands before it is the last place that does.
    flipBit(flipped, "packages/haproxy_2.6", 4_096);
    await site.serve({ keep: true, more: ["--bundle", flipped] });
    await site.connected(lab.hosts);
    const run = await bootstrap();
    expect(run.code).toBe(1);
    const failure = eventsOf(run.events, "run.finished")[0]?.failure;
    expect(failure).toMatchObject({ code: "BUNDLE_DAMAGED" });
    expect(failure?.message).toMatch(/packages\/haproxy_2\.6\S+ of the bundle came with the sha256 \w{64}, not \w{64}/);
    expect(await Promise.all(lab.hosts.map((host) => isInstalled(host, "haproxy")))).toEqual([false, false, false]);
    await site.stop();
  });

  it("have haproxy, keepalived and an etcd cluster out of a good one", async () => {
    await site.serve({ keep: true, more: ["--bundle", bundle] });
    await site.connected(lab.hosts);
    const run = await bootstrap();
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
    expect(await Promise.all(lab.hosts.map(healthy))).toEqual([true, true, true]);
    // What the host itself knows of sources is what it knew before: none.
    const known = await first.exec(["apt-cache", "policy", "haproxy"]);
    expect(known.stdout).not.toContain("quorate");
  });

  it("are left alone by a second bootstrap", async () => {
    const again = await bootstrap();
    expect(again.code).toBe(0);
    expect(outcomes(again.events)).toMatchObject({ changed: 0, failed: 0 });
  });
});
