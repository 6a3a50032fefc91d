import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { Site, until } from "./site.ts";
import { eventsOf } from "./summary.ts";

// What befalls an agent's own process and disk; the run goes no further than to the hosts' settings.
const lab = openLab("trouble");
const site = new Site(lab, "system");
const state = "/var/lib/quorate-agent";
const [first, second] = lab.hosts as readonly [LabHost, LabHost];
let spec = "";

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  spec = await clusterYaml(lab, { etcd: "3.5" });
  await site.serve();
  await site.enrol();
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

/** As the coordinator shows it. */
async function agentOf(host: LabHost): Promise<string | undefined> {
  const status: { hosts: readonly { name: string; agent: string }[] } = JSON.parse(
    (await site.cli(["status", "-o", "json"])).stdout,
  );
  return status.hosts.find(({ name }) => name === host.name)?.agent;
}

describe("an agent whose state is on a full disk", () => {
  it("fault 23: begins no step, says why, and goes on when there is room", async () => {
    await first.exec(["systemctl", "stop", "quorate-agent"]);
    const small = `mv ${state} ${state}.big && mkdir -m 700 ${state} && mount -t tmpfs -o size=256k,mode=700 tmpfs ${state}`;
    await first.exec(["sh", "-c", `${small} && cp -a ${state}.big/. ${state}/`]);
    await first.exec(["systemctl", "start", "quorate-agent"]);
    await site.connected(lab.hosts);
    await first.exec(["sh", "-c", `cat /dev/zero >${state}/filler || true`], { check: false });
    const full = await site.bootstrap(spec);
    await first.exec(["rm", `${state}/filler`]);
    expect(full.code, full.stderr).toBe(1);
    const failure = eventsOf(full.events, "run.finished")[0]?.failure;
    expect(failure, full.stderr).toMatchObject({ code: "FILE_ACCESS_FAILED" });
    expect(failure?.message).toMatch(/\/var\/lib\/quorate-agent\/.*: the disk is full/);
    const begun = eventsOf(full.events, "step.finished").filter(
      ({ step, outcome }) => step.endsWith(first.name) && outcome === "changed",
    );
    expect(begun).toEqual([]);
    const run = await site.bootstrap(spec);
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
  });
});

describe("an agent whose process stands still", () => {
  it("fault 22: is noticed by its missing heartbeats, and is back when it goes on", async () => {
    const show = ["systemctl", "show", "-p", "MainPID", "--value", "quorate-agent"];
    const pid = (await second.exec(show)).stdout.trim();
    await second.exec(["kill", "-STOP", pid]);
    try {
      await until(60_000, "the coordinator to notice", async () => (await agentOf(second)) !== "connected");
    } finally {
      await second.exec(["kill", "-CONT", pid]);
    }
    await site.connected(lab.hosts);
  });
});
