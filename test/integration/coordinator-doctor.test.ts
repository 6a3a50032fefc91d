import { systemClock } from "@quorate/shared/clock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../../packages/coordinator/src/cli/all-commands.ts";
import { runProgram } from "../../packages/coordinator/src/cli/program.ts";
import { FakeSurroundings } from "../fakes/fake-surroundings.ts";
import { PretendCluster } from "./pretend-cluster.ts";

// One cluster from bare hosts on: each test meets it as the one before left it, as an operator does.
let cluster: PretendCluster;
beforeAll(async () => {
  cluster = await PretendCluster.start();
});
afterAll(() => cluster.remove());

async function coordinator(...argv: readonly string[]) {
  const around = new FakeSurroundings({ files: { "cluster.yaml": cluster.spec.text } });
  const place = ["--state-dir", cluster.real.stateDir];
  const code = await runProgram([...argv, ...place], around, { version: "0.1.0", commands });
  return {
    code,
    stdout: around.stdout.text,
    stderr: around.stderr.text,
    lines: around.stdout.lines,
    written: around.written,
  };
}

const doctor = (...options: readonly string[]) => coordinator("doctor", "-f", "cluster.yaml", ...options);

test("doctor on bare hosts is content, records nothing and leaves nothing in the agents' journals", async () => {
  const told = async () => (await cluster.real.records()).filter(({ event }) => !event.type.startsWith("host."));
  const before = await told();
  const { code, stdout, stderr } = await doctor("-o", "json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ kind: "DoctorReport", cluster: "demo", summary: { errors: 0 } });
  expect(await told()).toEqual(before);
  expect(cluster.deeds).toEqual([]);
});

test("a saved plan is carried out once, and refused with exit code 65 when spec or hosts have moved", async () => {
  const saved = await coordinator("plan", "-f", "cluster.yaml", "--out", "p.plan", "--until", "system");
  expect(saved.stderr).toMatch(/^Saved plan [0-9a-f]{8} in p\.plan\. To carry it out: coordinator bootstrap/);
  const text = saved.written.get("p.plan") ?? "";
  const bootstrap = async (spec: string) => {
    const around = new FakeSurroundings({ files: { "cluster.yaml": spec, "p.plan": text }, clock: systemClock });
    const argv = ["bootstrap", "-f", "cluster.yaml", "--plan", "p.plan", "--state-dir", cluster.real.stateDir];
    return { code: await runProgram(argv, around, { version: "0.1.0", commands }), stderr: around.stderr.text };
  };
  const spec = cluster.spec.text;
  const moved = await bootstrap(spec.replace("10.0.0.100", "10.0.0.101"));
  expect(moved).toMatchObject({ code: 65, stderr: expect.stringContaining("PLAN_STALE: the spec has changed since") });
  expect(await cluster.real.events("run.started")).toEqual([]);
  expect(await bootstrap(spec)).toMatchObject({ code: 0 });
  const [run] = await cluster.real.events("run.started");
  expect(run?.plan.hash).toBe(JSON.parse(text).hash);
  const again = await bootstrap(spec);
  expect(again).toMatchObject({ code: 65, stderr: expect.stringContaining(`carried out already, by run ${run?.run}`) });
});

test("doctor on a finished cluster finds no drift, and looks at the cluster from every host", async () => {
  const started = await cluster.real.client.bootstrap(cluster.spec, "root", ["FSYNC"]);
  expect(await cluster.follow(started)).toMatchObject({ outcome: "done" });
  expect((await cluster.real.events("run.started")).at(-1)?.ignoredChecks).toEqual(["FSYNC"]);
  expect((await coordinator("describe", "run", started.run)).stdout).toContain("\n  ignored        checks FSYNC\n");
  const well = await doctor("-o", "jsonl");
  const ids = well.lines.map((line) => JSON.parse(line).id);
  expect(ids).toEqual(expect.arrayContaining(["VIP-ANSWER", "KUBERNETES", "DRIFT", "LAST-RUN"]));
  // Heartbeats ask etcd itself, and a pretended one has no certificates to be asked with.
  const findings = well.lines.map((line) => JSON.parse(line)).filter(({ severity }) => severity !== "ok");
  expect(findings.filter(({ id }) => !id.startsWith("ETCD-"))).toEqual([]);
});

test("doctor without a file tells how the cluster stands, and that it is not all", async () => {
  const { stdout, stderr } = await coordinator("doctor", "-o", "json");
  expect(stderr).toMatch(/^no cluster\.yaml is named: only how the cluster stands/);
  const { kind, checks } = JSON.parse(stdout);
  expect(kind).toBe("DoctorReport");
  expect(checks.map(({ id }: { id: string }) => id)).toContain("AGENT-VERSION");
  expect((await coordinator("doctor", "--audit")).code).toBe(64);
});

test("audit of hosts that nobody set up by hand is content", async () => {
  const { code, stdout } = await doctor("--audit");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^✓ AGENT\n\n0 errors, 0 warnings, \d+ ok\. Nothing was changed\.\n$/);
});

test("get and describe tell of hosts, runs and steps, and know what was meant", async () => {
  const hosts = await coordinator("get", "hosts", "-o", "name");
  expect(hosts).toMatchObject({ code: 0, lines: ["host/m1", "host/m2", "host/m3", "host/w11"] });
  const [run = ""] = (await coordinator("get", "runs", "-o", "name")).lines;
  const told = await coordinator("describe", "run", run.replace("run/", ""));
  expect(told.stdout).toMatch(/^run r-\w+\n {2}purpose +bootstrap of cluster demo\n/);
  const [step = ""] = (await coordinator("get", "steps", "-o", "name")).lines;
  expect((await coordinator("describe", "step", step.replace("step/", ""))).code).toBe(0);
  expect(await coordinator("get", "host", "m11")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: 'error: NOT_FOUND: there is no host "m11"\nhint: did you mean w11?\n',
  });
  expect((await coordinator("get", "steps", "--run", "r-0")).stderr).toContain("hint: there are r-");
});

test("logs come over the agent's connection, of the units of a cluster and of no other", async () => {
  expect(await coordinator("logs", "m2", "etcd", "-n", "5")).toMatchObject({
    code: 0,
    stdout: "a line of etcd.service\n",
  });
  const { code, stderr } = await coordinator("logs", "m2", "haprox");
  expect({ code, stderr }).toMatchObject({ code: 64, stderr: expect.stringContaining("Did you mean haproxy?") });
  expect((await coordinator("logs", "m9", "etcd")).code).toBe(69);
  const asked = cluster.real.client.readLogs({ host: "m1", unit: "sshd.service", lines: 5, after: "" });
  await expect(asked).rejects.toMatchObject({ code: "USAGE" });
});

test("a host that goes away is a finding of doctor and of health, beside what is known of the others", async () => {
  await cluster.agents.get("m3")?.remove();
  cluster.agents.delete("m3");
  const found = await doctor();
  expect(found.code).toBe(1);
  expect(found.stdout).toContain("✗ AGENT  m3\n    not connected\n    fix: on m3: systemctl status quorate-agent");
  const health = await coordinator("health", "-o", "wide");
  expect(health.lines.find((text) => text.startsWith("AGENT"))).toMatch(
    /^AGENT +m3 +error +its agent is not connected: /,
  );
});
