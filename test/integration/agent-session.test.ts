import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@quorate/shared/clock";
import type { LeaseCommand, Report } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import { hostId, runId, stepId } from "@quorate/shared/ids";
import type { LeaseId } from "@quorate/shared/lease";
import { createLogger } from "@quorate/shared/log";
import { Secret } from "@quorate/shared/secret";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collectFacts } from "../../packages/agent/src/facts/collect-facts.ts";
import { HealthSampler } from "../../packages/agent/src/health/health-sampler.ts";
import { openWatchFile } from "../../packages/agent/src/health/watch-file.ts";
import { createHost } from "../../packages/agent/src/host/real-host.ts";
import { Journal } from "../../packages/agent/src/runner/journal.ts";
import { LeaseDesk } from "../../packages/agent/src/runner/lease-desk.ts";
import { StepRunner } from "../../packages/agent/src/runner/step-runner.ts";
import { BundleChannel } from "../../packages/agent/src/session/bundle-channel.ts";
import { CertificateDesk } from "../../packages/agent/src/session/certificate-desk.ts";
import { controlConnect } from "../../packages/agent/src/session/control-channel.ts";
import { keepSession } from "../../packages/agent/src/session/keep-session.ts";
import { Outbox } from "../../packages/agent/src/session/outbox.ts";
import { Pulse } from "../../packages/agent/src/session/pulse.ts";
import { directCommands } from "../fakes/direct-commands.ts";
import { idleRenewal } from "../fakes/idle-renewal.ts";
import { coordinatorUri, LoopbackControl, LoopbackFleet } from "../fakes/loopback-coordinator.ts";
import { LoopbackLink } from "../fakes/loopback-link.ts";
import { until } from "../fakes/manual-clock.ts";
import { type Scripted, scriptedHandlers } from "../fakes/scripted-handlers.ts";

const fleet = new LoopbackFleet();
const host = createHost();
const cleanup: (() => Promise<void> | void)[] = [];
let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-session-"));
});
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
  rmSync(directory, { recursive: true, force: true });
});

function identityAt(controlAddress: string, pair = fleet.agent()) {
  return { host: hostId("k8s-1"), controlAddress, coordinatorUri, caPem: fleet.ca.pem, ...pair };
}

/** A whole agent on this machine, with real files, real TLS and scripted steps; it may be killed and started anew. */
async function startAgent(address: string, scripted: Scripted = {}, agentPair = fleet.agent()) {
  const identity = identityAt(address, agentPair);
  const clock = systemClock;
  const log = createLogger("test", "silent");
  const outbox = new Outbox();
  const journal = await Journal.open(directory);
  const watch = await openWatchFile(host.files, directory);
  const sampler = new HealthSampler({ clock, network: host.network, watch: () => watch.current, dataDir: directory });
  const pulse = new Pulse({ clock, bootId: "boot", health: () => sampler.sample() });
  const certificates = new CertificateDesk((message) => outbox.answer(message));
  const runner = new StepRunner({
    handlers: scriptedHandlers(scripted),
    ...{ host, longCommands: directCommands(host) },
    clock,
    clockEstimate: () => pulse.estimate,
    requestCertificate: (lease, request, signal) => certificates.request(lease, request, signal),
    bundleFile: (file, signal) => new BundleChannel(() => identity).read(file, signal),
  });
  const desk = new LeaseDesk({ journal, runner, log, report: (report) => outbox.report(report) });
  const stop = new AbortController();
  const over = keepSession(
    {
      connect: controlConnect(() => identity),
      clock,
      log,
      agentVersion: "0.1.0",
      bootId: "boot",
      journal,
      desk,
      outbox,
      pulse,
      certificates,
      renewal: idleRenewal,
      facts: () => collectFacts(host, { host: identity.host, agentVersion: "0.1.0", arch: "x64" }),
      watch: (target) => watch.replace(target),
    },
    stop.signal,
    () => 0.1,
  );
  const end = async (): Promise<void> => {
    stop.abort(new AppError("HOST_LOST", "test over"));
    await over;
    await journal.close();
  };
  let ended: Promise<void> | undefined;
  const kill = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  cleanup.push(kill);
  return { kill, desk, pulse };
}

async function startCoordinator(options: Parameters<typeof LoopbackControl.open>[1] = {}) {
  const control = await LoopbackControl.open(fleet, options);
  cleanup.push(() => control.close());
  return control;
}

const leaseId = (attempt = 1): LeaseId => ({ run: runId("run-1"), epoch: 3n, step: stepId("k8s-1/step"), attempt });
const swapOff = (lease = leaseId()): LeaseCommand => ({
  type: "lease",
  lease,
  mode: "run",
  step: {
    id: lease.step,
    host: hostId("k8s-1"),
    title: "Switch swap off",
    needs: [],
    kind: "host.swap-off",
    input: {},
    timeoutMs: 10_000,
  },
  secrets: { "vrrp-auth": new Secret("s3cret") },
});
const reports = (control: LoopbackControl): Report[] =>
  control.heard.flatMap((said) => (said.type === "report" ? [said.report] : []));
const finished = (control: LoopbackControl) =>
  reports(control).flatMap((said) => (said.type === "finished" ? [said] : []));
const heard = (control: LoopbackControl, type: string) => control.heard.some((said) => said.type === type);

test("an agent connects over mutual TLS, beats, and tells what this machine is", async () => {
  const control = await startCoordinator();
  const { pulse } = await startAgent(control.address);
  await until("two heartbeats", () => control.heard.filter(({ type }) => type === "heartbeat").length >= 2);
  expect(control.heard[0]).toMatchObject({ type: "hello", hello: { protocol: 1, epoch: 0n } });
  const beat = control.heard.find((said) => said.type === "heartbeat");
  expect(beat).toMatchObject({ heartbeat: { sequence: 1n, bootId: "boot" } });
  if (beat?.type === "heartbeat") expect(beat.heartbeat.health.memoryTotalBytes).toBeGreaterThan(1e6);
  await until("the clocks are compared", () => pulse.estimate !== undefined);
  const offset = Number(pulse.estimate?.monoOffsetNs) / 1e9;
  expect(Math.abs(offset - 10)).toBeLessThanOrEqual(Number(pulse.estimate?.errorNs) / 1e9);
  control.say({ type: "facts-request", requestId: "r-1" });
  await until("facts", () => heard(control, "facts"));
});

test("a lease runs with its secrets and comes back with drift, moments and result", async () => {
  const control = await startCoordinator();
  const seen: string[] = [];
  await startAgent(control.address, {
    apply: {
      apply: async (_input, ctx) => {
        seen.push(ctx.secret("vrrp-auth").reveal());
        ctx.mark("started");
        ctx.output("swapoff /dev/sda2");
        return { disabled: ["/dev/sda2"] };
      },
    },
  });
  await until("a heartbeat", () => heard(control, "heartbeat"));
  control.say({ type: "command", command: swapOff() });
  await until("it is finished", () => finished(control).length === 1);
  expect(reports(control).map(({ type }) => type)).toEqual(["accepted", "mark", "output", "finished"]);
  expect(finished(control)[0]).toMatchObject({
    lease: leaseId(),
    outcome: "changed",
    drift: [{ what: "swap", have: "/dev/sda2", want: "" }],
    output: { disabled: ["/dev/sda2"] },
  });
  expect(seen).toEqual(["s3cret"]);
});

test("fault 17: a step that ends while the coordinator is away is answered to the next one, and is not run again", async () => {
  const first = await startCoordinator();
  const link = await LoopbackLink.to(first.port);
  cleanup.push(() => link.close());
  const gate = Promise.withResolvers<void>();
  let applied = 0;
  const agent = await startAgent(link.address, {
    apply: {
      apply: async () => {
        applied += 1;
        await gate.promise;
        return { disabled: [] };
      },
    },
  });
  await until("welcome", () => heard(first, "heartbeat"));
  first.say({ type: "command", command: swapOff() });
  await until("it runs", () => applied === 1);
  link.cut();
  gate.resolve();
  await agent.desk.idle();
  const second = await startCoordinator({ epoch: 4n });
  link.layTo(second.port);
  await until("welcome", () => heard(second, "heartbeat"));
  // What was written into the dying stream is lost, what was not yet written comes by itself; asked again, it answers again.
  second.say({ type: "command", command: swapOff({ ...leaseId(), epoch: 4n }) });
  await until("the result is told", () => finished(second).some(({ lease }) => lease.epoch === 4n));
  expect(finished(second).at(-1)).toMatchObject({ outcome: "changed", lease: { epoch: 4n } });
  expect(applied).toBe(1);
});

test("fault 4: a repeated attempt is answered by the agent's next process from its journal", async () => {
  const control = await startCoordinator();
  const agent = await startAgent(control.address);
  await until("welcome", () => heard(control, "heartbeat"));
  control.say({ type: "command", command: swapOff() });
  await until("it is finished", () => finished(control).length === 1);
  await agent.kill();
  await startAgent(control.address, { apply: { probe: () => Promise.reject(new Error("ran again")) } });
  await until("a second stream", () => control.streams === 2 && control.heard.at(-1)?.type === "heartbeat");
  control.say({ type: "command", command: swapOff() });
  await until("it is answered", () => finished(control).length === 2);
  expect(finished(control)[1]).toMatchObject({ outcome: "changed" });
});

test("fault 14: an older coordinator is not obeyed, by the agent's next process either", async () => {
  const first = await startCoordinator({ epoch: 9n });
  const agent = await startAgent(first.address);
  await until("welcome", () => heard(first, "heartbeat"));
  await agent.kill();
  const old = await startCoordinator({ epoch: 8n });
  await startAgent(old.address);
  await until("it tries more than once", () => old.streams > 1);
  expect(old.heard.every(({ type }) => type === "hello")).toBe(true);
  expect(old.heard[0]).toMatchObject({ hello: { epoch: 9n } });
});

test.each([
  ["that is an agent by its name", () => fleet.server({ uris: ["spiffe://prod/agent/k8s-2"] }), "does not name"],
  ["for another address", () => fleet.server({ ipAddresses: ["127.0.0.2"] }), "127.0.0.1 is not in the cert"],
  ["that may only be a client", () => fleet.server({ usages: ["client"] }), "purpose"],
])("a peer with a certificate of the right CA %s hears nothing", async (_, pair, why) => {
  const control = await startCoordinator({ pair: pair() });
  const failures: unknown[] = [];
  const connection = controlConnect(() => identityAt(control.address))({
    message: () => undefined,
    drained: () => undefined,
    closed: (reason) => failures.push(reason),
  });
  connection.send({ type: "hello", hello: { agentVersion: "0", protocol: 1, bootId: "b", epoch: 0n } });
  await until("the connection is given up", () => failures.length === 1);
  expect(failures[0]).toMatchObject({ code: "COORDINATOR_UNREACHABLE", message: expect.stringContaining(why) });
  expect(control.heard).toEqual([]);
});

test("an agent of another CA reaches no handler", async () => {
  const control = await startCoordinator();
  const stranger = new LoopbackFleet();
  await startAgent(control.address, {}, stranger.agent());
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(control.streams).toBe(0);
});

test("a refusal of the coordinator is understood as it was meant, and the agent tries again", async () => {
  const control = await startCoordinator();
  const closed: AppError[] = [];
  const connect = controlConnect(() => identityAt(control.address));
  const connection = connect({
    message: () => control.refuse(new AppError("PROTOCOL_MISMATCH", "this coordinator speaks 2")),
    drained: () => undefined,
    closed: (reason) => closed.push(reason),
  });
  connection.send({ type: "hello", hello: { agentVersion: "0", protocol: 1, bootId: "b", epoch: 0n } });
  await until("it is refused", () => closed.length === 1);
  expect(closed[0]).toMatchObject({ code: "PROTOCOL_MISMATCH", message: "this coordinator speaks 2" });
});
