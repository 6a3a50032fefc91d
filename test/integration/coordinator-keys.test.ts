import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { type Clock, systemClock } from "@quorate/shared/clock";
import { afterEach, expect, test } from "vitest";
import type { CoordinatorSettings } from "../../packages/coordinator/src/rpc/coordinator-server.ts";
import type { HostStatus } from "../../packages/coordinator/src/rpc/status.ts";
import { until } from "../fakes/manual-clock.ts";
import { Stopwatch } from "../fakes/stopwatch.ts";
import { RawStream } from "./raw-stream.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

async function pair(settings: Partial<CoordinatorSettings> = {}) {
  const real = await RealCoordinator.start(settings);
  cleanup.push(() => real.remove());
  const agent = await RealAgent.enrolled(real, "m1");
  cleanup.push(() => agent.remove());
  return { real, agent };
}

async function m1(real: RealCoordinator): Promise<HostStatus | undefined> {
  return (await real.client.status()).hosts[0];
}

async function becomes(real: RealCoordinator, wanted: HostStatus["agent"]): Promise<void> {
  const since = performance.now();
  while ((await m1(real))?.agent !== wanted) {
    if (performance.now() - since > 60_000) throw new Error(`m1 is not ${wanted} after 60 s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function happened(real: RealCoordinator, type: "host.certified" | "host.rekeyed", count = 1): Promise<void> {
  const since = performance.now();
  while ((await real.events(type)).length < count) {
    if (performance.now() - since > 60_000) throw new Error(`no ${type} within 60 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Thirteen hours later, for whoever looks at the wall. */
const later: Clock = { ...systemClock, wallMs: () => systemClock.wallMs() + 13 * 3_600_000 };

test("an agent changes its key and certificate at half of their life and keeps its stream; the next stream shows them", async () => {
  const { real, agent } = await pair();
  const before = await agent.identity();
  agent.clock = later;
  await agent.start();
  await happened(real, "host.rekeyed");
  const after = await agent.identity();
  expect(after.keyPem).not.toBe(before.keyPem);
  expect(after.certPem).not.toBe(before.certPem);
  expect(await real.events("host.connected")).toHaveLength(1);
  expect(await real.events("host.lost")).toEqual([]);
  await agent.kill();
  agent.clock = systemClock;
  await agent.start();
  await becomes(real, "connected");
  const former = new RawStream(real.running.controlPort, before);
  former.hello();
  await until("the former key is refused", () => former.ended !== undefined);
  former.close();
  expect(former.ended).toMatchObject({ code: "PERMISSION_DENIED" });
});

test("fault 40: an agent whose certificate expired while it was away comes back by itself", async () => {
  const { real, agent } = await pair({ agentLifeMs: 2_000 });
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  const expired = new RawStream(real.running.controlPort, await agent.identity());
  await until("TLS refuses it", () => expired.ended !== undefined);
  expired.close();
  expect(expired.code).toBe("COORDINATOR_UNREACHABLE");
  await agent.start();
  await happened(real, "host.certified");
  await becomes(real, "connected");
  expect((await real.events("host.certified"))[0]).toMatchObject({ host: "m1", way: "expiry" });
});

test("a revoked host is cut off within a second, its key opens nothing, and a new token lets it in again", async () => {
  const { real, agent } = await pair();
  const before = await agent.identity();
  await agent.start();
  await becomes(real, "connected");
  const watch = new Stopwatch();
  await real.client.revokeHost("m1", "alice");
  await becomes(real, "absent");
  expect(watch.ms).toBeLessThan(1_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await m1(real)).toMatchObject({ agent: "absent", revoked: { by: "alice" } });
  const stream = new RawStream(real.running.controlPort, before);
  await until("it is refused before its hello", () => stream.ended !== undefined);
  stream.close();
  expect(stream.ended).toMatchObject({
    code: "PERMISSION_DENIED",
    message: expect.stringMatching(/^m1 was revoked at /),
  });
  await agent.kill();
  await agent.enrolAgain(real);
  expect((await agent.identity()).keyPem).not.toBe(before.keyPem);
  await agent.start();
  await becomes(real, "connected");
  await expect(real.client.revokeHost("m9", "alice")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("after an older copy of the state was restored, an agent that renewed since is told so, and a token lets it in again", async () => {
  const { real, agent } = await pair();
  await real.stop();
  const copy = `${real.stateDir}.copy`;
  cleanup.push(async () => rmSync(copy, { recursive: true }));
  execFileSync("cp", ["-a", real.stateDir, copy]);
  await real.startAgain();
  agent.clock = later;
  await agent.start();
  await happened(real, "host.rekeyed");
  await agent.kill();
  agent.clock = systemClock;
  await real.stop();
  rmSync(real.stateDir, { recursive: true });
  execFileSync("cp", ["-a", copy, real.stateDir]);
  // Until its epoch is above what the agent saw.
  await real.startAgain();
  await real.stop();
  await real.startAgain();
  const refused = new RawStream(real.running.controlPort, await agent.identity());
  refused.hello();
  await until("it is refused", () => refused.ended !== undefined);
  refused.close();
  expect(refused.ended).toMatchObject({
    code: "PERMISSION_DENIED",
    message: expect.stringContaining("restored from a copy older than its key"),
    hint: "enrol it with a new token: coordinator token create m1, then on m1 the command that this prints",
  });
  await agent.enrolAgain(real);
  await agent.start();
  await becomes(real, "connected");
});
