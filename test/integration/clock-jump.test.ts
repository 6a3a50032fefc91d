import { type Clock, systemClock } from "@quorate/shared/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PretendCluster } from "./pretend-cluster.ts";
import { RealAgent } from "./real-agent.ts";

const hour = 3_600_000;
let offsetMs = 0;
/** What people read jumps; what limits are measured with does not, as with the kernel's clocks. */
const jumping: Clock = { ...systemClock, wallMs: () => systemClock.wallMs() + offsetMs };
let cluster: PretendCluster;
beforeEach(async () => {
  offsetMs = 0;
  cluster = await PretendCluster.start(jumping);
});
afterEach(() => cluster.remove());

test("fault 28: a run whose clocks jump hours back and forth loses nobody and repeats nothing, and a token ends when it would have", async () => {
  const { real } = cluster;
  await cluster.connected();
  const ofTwoSeconds = { hostName: "late", address: "127.0.0.1", ttlSeconds: 2, operator: "test" };
  const { token } = await real.client.createToken(ofTwoSeconds);
  const madeAt = performance.now();
  const jumps = setInterval(() => {
    offsetMs = offsetMs === -hour ? 2 * hour : -hour;
  }, 100);
  const finished = await cluster.bootstrap("system").finally(() => clearInterval(jumps));
  expect(finished.failure).toBeUndefined();
  expect(finished.outcome).toBe("done");
  const granted = await real.events("lease.granted");
  expect(granted.length).toBeGreaterThan(20);
  expect(granted.filter(({ attempt }) => attempt > 1)).toEqual([]);
  expect(await real.events("host.lost")).toEqual([]);
  offsetMs = -hour;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, 2_100 - (performance.now() - madeAt))));
  const place = { enrolPort: real.enrolPort, caHash: real.caHash, newToken: async () => token };
  await expect(RealAgent.enrolled(place, "late")).rejects.toMatchObject({ code: "TOKEN_REFUSED" });
});
