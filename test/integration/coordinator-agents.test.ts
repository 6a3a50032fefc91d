import { afterEach, expect, test } from "vitest";
import { until } from "../fakes/manual-clock.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

async function coordinator(): Promise<RealCoordinator> {
  const real = await RealCoordinator.start();
  cleanup.push(() => real.remove());
  return real;
}

async function enrolled(real: RealCoordinator, name: string): Promise<RealAgent> {
  const agent = await RealAgent.enrolled(real, name);
  cleanup.push(() => agent.remove());
  return agent;
}

/** Waits for what the status says. */
async function sees(real: RealCoordinator, what: string, holds: (hosts: readonly Seen[]) => boolean): Promise<void> {
  const seen = { now: false };
  const look = async (): Promise<void> => {
    while (!seen.now) {
      seen.now = holds((await real.client.status()).hosts);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const looking = look();
  await until(what, () => seen.now);
  await looking;
}
type Seen = Awaited<ReturnType<RealCoordinator["client"]["status"]>>["hosts"][number];

test("an agent enrols, connects and is seen beating", async () => {
  const real = await coordinator();
  const agent = await enrolled(real, "m1");
  expect((await real.client.status()).hosts).toMatchObject([{ name: "m1", agent: "absent" }]);
  await agent.start();
  await sees(real, "a compared clock", ([m1]) => m1?.agent === "connected" && m1.clock !== undefined);
  const [m1] = (await real.client.status()).hosts;
  expect(m1).toMatchObject({ agentVersion: "0.1.0", address: "127.0.0.1" });
  // One machine, one clock; the answer of a busy one may take its time, and the bound of the error says so.
  expect(Math.abs(m1?.clock?.offsetMs ?? 1e6)).toBeLessThanOrEqual(m1?.clock?.errorMs ?? 0);
  expect(m1?.memory?.totalBytes).toBeGreaterThan(1e6);
  await agent.kill();
  await sees(real, "the loss", ([host]) => host?.agent === "absent");
  const wanted = ["coordinator.started", "token.created", "host.enrolled", "host.connected", "host.lost"];
  await expect.poll(async () => (await real.records()).map(({ event }) => event.type)).toEqual(wanted);
});
