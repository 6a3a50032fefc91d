import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { hostId, runId, stepId } from "@quorate/shared/ids";
import type { Plan, Step } from "@quorate/shared/plan";
import { Secret } from "@quorate/shared/secret";
import { afterEach, expect, test } from "vitest";
import { openEventLog } from "../../packages/coordinator/src/journal/sqlite-event-log.ts";
import { openStateDirectory } from "../../packages/coordinator/src/journal/state-directory.ts";
import { AdminClient } from "../../packages/coordinator/src/rpc/admin-client.ts";
import { startCoordinator } from "../../packages/coordinator/src/rpc/coordinator-server.ts";
import { until } from "../fakes/manual-clock.ts";
import { Stopwatch } from "../fakes/stopwatch.ts";
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

const m1 = hostId("m1");
const step: Step = {
  ...{ id: stepId("m1/check"), kind: "agent.self-check", host: m1, title: "Check", needs: [] },
  ...{ input: { ordinal: 0 }, timeoutMs: 10_000 },
};
const plan: Plan = {
  ...{ hash: "h", cluster: "demo", specHash: "s", hosts: [m1], barriers: [], assertions: [] },
  phases: [{ name: "check", title: "Check", steps: [step] }],
};

test("only the owner of the state directory reaches the admin socket", async () => {
  const { running } = await coordinator();
  expect(statSync(running.adminSocket).mode & 0o777).toBe(0o600);
  expect(statSync(running.adminSocket).isSocket()).toBe(true);
  expect(statSync(dirname(running.adminSocket)).mode & 0o777).toBe(0o700);
});

test("every start has a higher epoch, and the fleet CA stays", async () => {
  const real = await coordinator();
  const first = real.running;
  await real.stop();
  await real.startAgain();
  expect([first.epoch, real.running.epoch]).toEqual([1n, 2n]);
  expect(real.running.caHash).toBe(first.caHash);
  expect((await real.events("coordinator.started")).map(({ epoch }) => epoch)).toEqual(["1", "2"]);
});

test("a state that is given a passphrase keeps its CAs, encrypted from then on, and never starts without it again", async () => {
  const real = await coordinator();
  const { caHash } = real.running;
  await real.stop();
  const key = join(real.stateDir, "ca", "fleet.key");
  expect(readFileSync(key, "utf8")).toContain("PRIVATE KEY");
  const start = (passphrase?: string) =>
    startCoordinator({ ...real.settings, passphrase: passphrase === undefined ? undefined : new Secret(passphrase) });
  const sealed = await start("correct horse battery");
  expect([sealed.caHash, sealed.sealed]).toEqual([caHash, true]);
  await sealed.stop();
  const kept = readFileSync(key, "utf8");
  expect(kept).not.toContain("PRIVATE KEY");
  await expect(start()).rejects.toMatchObject({ code: "STATE_SEALED" });
  await expect(start("correct horse batterz")).rejects.toMatchObject({ code: "STATE_SEALED" });
  expect(readFileSync(key, "utf8")).toBe(kept);
  const again = await start("correct horse battery");
  expect(again.epoch).toBe(3n);
  await again.stop();
});

test("a run that its coordinator left is interrupted, and over when the operator says so", async () => {
  const real = await coordinator();
  await real.stop();
  const log = openEventLog(openAndClose(real.stateDir), systemClock);
  await log.append({ type: "run.started", run: runId("r-1"), plan, by: "root", ignoredChecks: [] });
  log.close();
  await real.startAgain();
  expect((await real.client.status()).run).toMatchObject({ run: "r-1", state: "interrupted", by: "root" });
  expect(await real.events("run.finished")).toEqual([]);
  const { run, since } = await real.client.abort("", "alice");
  const stop = new AbortController();
  for await (const { event } of real.client.events({ since, follow: true, run }, stop.signal)) {
    if (event.type === "run.finished") stop.abort();
  }
  expect(await real.events("run.aborted")).toMatchObject([{ run: "r-1", by: "alice" }]);
  const failure = { code: "RUN_ABORTED", message: "alice ended the run" };
  expect((await real.client.status()).run).toMatchObject({ run: "r-1", state: "failed", failure });
  await expect(real.client.resume("", "alice")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

function openAndClose(stateDir: string): string {
  const directory = openStateDirectory(stateDir);
  directory.close();
  return directory.eventsFile;
}

test("fault 13: a second coordinator on the same state is refused with the name of the first, which goes on", async () => {
  const real = await coordinator();
  const message = expect.stringContaining(`is held by process ${process.pid}`);
  await expect(startCoordinator(real.settings)).rejects.toMatchObject({ code: "COORDINATOR_LOCKED", message });
  expect((await real.client.status()).coordinator.epoch).toBe("1");
});

test("a coordinator whose port is taken says so and leaves nothing behind", async () => {
  const real = await coordinator();
  await real.stop();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const bound = taken.address();
  const port = typeof bound === "object" && bound ? bound.port : 0;
  try {
    const wish = { ...real.settings, enrolAddress: `127.0.0.1:${port}` };
    await expect(startCoordinator(wish)).rejects.toMatchObject({
      code: "PORT_TAKEN",
      message: `127.0.0.1:${port} is taken by another process`,
    });
  } finally {
    taken.close();
  }
  await real.startAgain();
  expect((await real.client.status()).coordinator.epoch).toBe("3");
});

test("a coordinator that nobody can reach by name is not started", async () => {
  const real = await coordinator();
  await real.stop();
  await expect(startCoordinator({ ...real.settings, advertise: [] })).rejects.toMatchObject({ code: "USAGE" });
});

test("a coordinator with agents and watchers stops within two seconds, says why, and its agents come back to the next one", async () => {
  const real = await coordinator();
  const agent = await RealAgent.enrolled(real, "m1");
  cleanup.push(() => agent.remove());
  await agent.start();
  const watcher = new AdminClient(real.running.adminSocket);
  const seen: number[] = [];
  const watching = (async () => {
    const query = { since: 0, follow: true, run: "" };
    for await (const { seq } of watcher.events(query, new AbortController().signal)) seen.push(seq);
  })();
  const ended = watching.then(
    () => "well",
    (error: unknown) => AppError.from(error),
  );
  await until("the agent is connected", () => seen.length >= 4);
  const watch = new Stopwatch();
  await real.stop();
  expect(watch.ms).toBeLessThan(2_000);
  expect(await ended).toMatchObject({ code: "COORDINATOR_UNREACHABLE", message: expect.stringContaining("stopped") });
  watcher.close();
  await real.startAgain();
  const back = async () => (await real.client.status()).hosts[0]?.agent === "connected";
  while (!(await back())) expect(watch.ms).toBeLessThan(10_000);
});

test("a dead socket is COORDINATOR_UNREACHABLE at once, with the socket's name", async () => {
  const real = await coordinator();
  const { adminSocket } = real.running;
  await real.stop();
  const client = new AdminClient(adminSocket);
  const watch = new Stopwatch();
  await expect(client.status()).rejects.toMatchObject({
    code: "COORDINATOR_UNREACHABLE",
    message: expect.stringContaining(adminSocket),
  });
  expect(watch.ms).toBeLessThan(2_000);
  client.close();
});

test("a watcher gets what was and what comes, each once and in order", async () => {
  const real = await coordinator();
  const stop = new AbortController();
  const seen: number[] = [];
  const watching = (async () => {
    for await (const { seq } of real.client.events({ since: 1, follow: true, run: "" }, stop.signal)) seen.push(seq);
  })();
  for (let n = 0; n < 20; n++)
    await real.client.createToken({ hostName: `m${n}`, address: "", ttlSeconds: 60, operator: "test" });
  await until("all events", () => seen.length === 20);
  stop.abort();
  await watching;
  expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => n + 2));
});

test("what the operator asks for wrongly is refused with its code", async () => {
  const { client } = await coordinator();
  const host = { hostName: "m1", address: "", ttlSeconds: 60, operator: "test" };
  await expect(client.createToken({ ...host, hostName: "M1!" })).rejects.toMatchObject({ code: "USAGE" });
  await expect(client.createToken({ ...host, address: "somewhere" })).rejects.toMatchObject({ code: "USAGE" });
  await expect(client.createToken({ ...host, ttlSeconds: 86_401 })).rejects.toMatchObject({ code: "USAGE" });
  const spec = { text: "nonsense: true\n", name: "cluster.yaml", files: {} };
  await expect(client.plan(spec, false)).rejects.toMatchObject({ code: "SPEC_INVALID" });
  await expect(client.bootstrap(spec, "root", [])).rejects.toMatchObject({ code: "SPEC_INVALID" });
});
