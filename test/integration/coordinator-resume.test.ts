import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { secretNames } from "../../packages/coordinator/src/plan/secret-names.ts";
import { until } from "../fakes/manual-clock.ts";
import { PretendCluster } from "./pretend-cluster.ts";

let cluster: PretendCluster;
beforeEach(async () => {
  cluster = await PretendCluster.start();
});
const cleanup: string[] = [];
afterEach(async () => {
  await cluster.remove();
  for (const path of cleanup.splice(0)) rmSync(path, { recursive: true, force: true });
});

const { bootstrapToken } = secretNames;
const deed = (kind: string): boolean => cluster.deeds.some((each) => each.kind === kind);

/** A bootstrap whose coordinator is gone while workers wait to join; what agents do is held until `go`. */
async function interruptedAtJoin() {
  const { promise, resolve: go } = Promise.withResolvers<void>();
  cluster.joinGate = promise;
  const started = await cluster.real.client.bootstrap(cluster.spec, "root", []);
  await until("the control plane is there", () => deed("kubeadm.init"));
  await until("somebody joins", () => cluster.joining > 0);
  await cluster.real.stop();
  return { started, go };
}

test("a run goes on under the next coordinator: nothing is done twice, with the token it had", async () => {
  const { started, go } = await interruptedAtJoin();
  await cluster.real.startAgain();
  const { client } = cluster.real;
  expect((await client.status()).run).toMatchObject({ run: started.run, state: "interrupted" });
  go();
  await cluster.connected();
  expect(await client.resume("", "alice")).toEqual({ ...started, resumed: true });
  expect(await cluster.follow(started)).toMatchObject({ outcome: "done" });
  expect(await cluster.real.events("run.resumed")).toMatchObject([{ run: started.run, by: "alice" }]);
  // Each host joined once, and all of them with one token.
  const joined = cluster.deeds.filter(({ kind }) => kind === "kubeadm.init" || kind === "kubeadm.join");
  expect(joined.map(({ host }) => host).toSorted()).toEqual(["m1", "m2", "m3", "w11"]);
  expect(cluster.handed(bootstrapToken)).toHaveLength(1);
  // Of the steps that were under way no attempt more was granted, only the same one again.
  const granted = await cluster.real.events("lease.granted");
  expect(Math.max(...granted.filter(({ step }) => step.includes("/join/")).map(({ attempt }) => attempt))).toBe(1);
  expect(granted.filter(({ step }) => step.includes("/join/")).length).toBeGreaterThan(3);
});

test("a bootstrap with the same spec goes on with the interrupted run; any other is told who left it and how to go on", async () => {
  const { started, go } = await interruptedAtJoin();
  await cluster.real.startAgain();
  const { client } = cluster.real;
  await cluster.connected();
  const refused = {
    code: "RUN_IN_PROGRESS",
    message: expect.stringMatching(new RegExp(`^run ${started.run} was interrupted .* that root began at `)),
    hint: expect.stringMatching(/coordinator resume.*coordinator abort/),
  };
  await expect(client.bootstrap(cluster.spec, "bob", ["SWAP"])).rejects.toMatchObject(refused);
  await expect(client.reset(cluster.spec, "bob", { etcdData: "keep", confirm: "demo" })).rejects.toMatchObject(refused);
  go();
  expect(await client.bootstrap(cluster.spec, "bob", [])).toEqual({ ...started, resumed: true });
  expect(await cluster.follow(started)).toMatchObject({ outcome: "done" });
});

test("an interrupted run is ended by an abort: its agents are told to stop, and the next bootstrap goes on from there", async () => {
  const { started, go } = await interruptedAtJoin();
  await cluster.real.startAgain();
  await cluster.connected();
  const { client } = cluster.real;
  await client.abort(started.run, "alice");
  expect(await cluster.follow(started)).toMatchObject({
    outcome: "failed",
    failure: { code: "RUN_ABORTED", message: "alice ended the run" },
  });
  const ended = (await cluster.real.events("step.finished")).filter(({ step }) => step.includes("/join/"));
  expect(new Set(ended.map(({ outcome }) => outcome))).toEqual(new Set(["canceled"]));
  go();
  expect(await cluster.bootstrap()).toMatchObject({ outcome: "done" });
  expect(cluster.deeds.filter(({ kind }) => kind === "kubeadm.init")).toHaveLength(1);
});

test("fault 67: a coordinator that is told to end lets what is under way end, and leaves a run that goes on", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  cluster.joinGate = promise;
  const started = await cluster.real.client.bootstrap(cluster.spec, "root", []);
  await until("somebody joins", () => cluster.joining > 0);
  const paused = cluster.real.running.pause(25_000);
  await expect(cluster.real.client.abort("r-unknown", "root")).rejects.toMatchObject({ code: "NOT_FOUND" });
  resolve();
  await paused;
  const granted = (await cluster.real.events("lease.granted")).length;
  expect(await cluster.real.events("step.finished")).toHaveLength(granted);
  expect((await cluster.real.client.status()).run).toMatchObject({ run: started.run, state: "interrupted" });
  await cluster.real.stop();
  await cluster.real.startAgain();
  await cluster.connected();
  await cluster.real.client.resume("", "root");
  expect(await cluster.follow(started)).toMatchObject({ outcome: "done" });
  const again = (await cluster.real.events("lease.granted")).filter(({ attempt }) => attempt > 1);
  // What lasts only for a while is made good again, and nothing else.
  expect(again.map(({ step }) => step)).toEqual(["control-plane/token/m1"]);
});

test.each([
  ["the same epoch as", [2n]],
  ["a lower epoch than", [2n, 3n]],
])(
  "fault 14: a coordinator on a copy of the state that comes to %s the real one is refused by every agent",
  async (_, epochs) => {
    const { real } = cluster;
    await real.stop();
    const copy = `${real.stateDir}.copy`;
    execFileSync("cp", ["-a", real.stateDir, copy]);
    cleanup.push(copy);
    for (const epoch of epochs) {
      await real.startAgain();
      expect(real.running.epoch).toBe(epoch);
      await cluster.connected();
      await real.stop();
    }
    rmSync(real.stateDir, { recursive: true });
    execFileSync("cp", ["-a", copy, real.stateDir]);
    await real.startAgain();
    expect(real.running.epoch).toBe(2n);
    await expect(real.client.bootstrap(cluster.spec, "root", [])).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
    // Each comes again and again, and is gone as soon as it hears who this is.
    const agents = async () => (await real.client.status()).hosts.map(({ agent }) => agent);
    await expect.poll(agents).toEqual(cluster.names.map(() => "absent"));
    expect(cluster.deeds).toEqual([]);
  },
);
