import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ClusterStatus } from "../../packages/coordinator/src/rpc/status.ts";
import { pretendHandlers } from "../fakes/pretend-handlers.ts";
import { demoSpec } from "./demo-spec.ts";
import { ProcessCoordinator } from "./process-coordinator.ts";
import { RealAgent } from "./real-agent.ts";

const names = ["m1", "m2", "m3"];

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

async function siteWith(failpoints: string) {
  const coordinator = await ProcessCoordinator.start(failpoints);
  cleanup.push(() => coordinator.remove());
  const file = join(coordinator.stateDir, "cluster.yaml");
  writeFileSync(file, demoSpec());
  // The pin is printed with a token, and the agents need it before they enrol.
  await coordinator.newToken("m1");
  for (const name of names) {
    const agent = await RealAgent.enrolled(coordinator, name, `10.0.0.${name.slice(1)}`);
    cleanup.push(() => agent.remove());
    await agent.start(pretendHandlers(name, "m2"));
  }
  return { coordinator, file };
}

const status = (coordinator: ProcessCoordinator): Promise<ClusterStatus> =>
  coordinator.act((client) => client.status());

test("a real coordinator that is killed at each of its points goes on to the end of the same run", async () => {
  const points = [
    // Far from the etcd start and from the others: this death comes a moment after its command, and in an open start window it would end the run.
    "preflight/host/m3:sent",
    "system/modules/m1:before-intent",
    "certificates/etcd-user/m2:unsent",
    "control-plane/init/m1:unsaved",
    "control-plane/join/m2:saved",
  ];
  const { coordinator, file } = await siteWith(points.map((point) => `coordinator:${point}=kill`).join(" "));
  let ended = await coordinator.cli("bootstrap", "-f", file, "-o", "plain", "--wait", "90s");
  for (let times = 0; !coordinator.running && times < points.length; times++) {
    expect(ended).toMatchObject({ code: 75, text: expect.stringContaining("coordinator resume") });
    await coordinator.serve();
    expect((await status(coordinator)).run).toMatchObject({ state: "interrupted" });
    ended = await coordinator.cli("resume", "-o", "plain", "--wait", "90s");
  }
  expect(ended, ended.text).toMatchObject({ code: 0 });
  expect(coordinator.spent).toEqual(points.toSorted());
  const { run } = await status(coordinator);
  expect(run).toMatchObject({ state: "done" });
  expect(run?.steps.failed).toBe(0);
  const attached = await coordinator.cli("attach");
  expect(attached).toMatchObject({ code: 0, text: expect.stringContaining("done: ") });
}, 240_000);

test("fault 67: a real coordinator that is told to end in a run exits 0 within 30 s, and its run goes on with the next one", async () => {
  const { coordinator, file } = await siteWith("");
  const watched = coordinator.cli("bootstrap", "-f", file, "-o", "plain", "--wait", "90s");
  await coordinator.act(async (client) => {
    while ((await client.status()).run === undefined);
  });
  const since = performance.now();
  expect(await coordinator.end("SIGTERM")).toBe(0);
  expect(performance.now() - since).toBeLessThan(30_000);
  expect((await watched).code).toBe(75);
  await coordinator.serve();
  const { run } = await status(coordinator);
  expect(run).toMatchObject({ state: "interrupted", by: expect.any(String) });
  expect((await coordinator.cli("attach")).code).toBe(75);
  // The same command goes on with it, and says so.
  const again = await coordinator.cli("bootstrap", "-f", file, "-o", "plain", "--wait", "90s");
  expect(again).toMatchObject({
    code: 0,
    text: expect.stringContaining(`run ${run?.run} was interrupted: it goes on`),
  });
}, 240_000);
