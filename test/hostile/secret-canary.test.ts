import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@quorate/shared/clock";
import { hostId, runId, stepId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import { Secret } from "@quorate/shared/secret";
import { afterEach, expect, test } from "vitest";
import { driveRun } from "../../packages/coordinator/src/engine/drive-run.ts";
import { AdminClient } from "../../packages/coordinator/src/rpc/admin-client.ts";
import { freePort } from "../fakes/free-port.ts";
import { until } from "../fakes/manual-clock.ts";
import { scriptedHandlers } from "../fakes/scripted-handlers.ts";
import { OpenCore } from "../integration/open-core.ts";
import { RawStream } from "../integration/raw-stream.ts";
import { RealAgent } from "../integration/real-agent.ts";
import { canary, filesBelow, hits } from "./canaries.ts";
import { ProcessSampler } from "./process-sampler.ts";
import { type Program, privateKeyIn, startProgram, untilSlowly } from "./real-programs.ts";

const cleanup: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

const start = (...argv: Parameters<typeof startProgram>): Program => {
  const program = startProgram(...argv);
  cleanup.push(() => program.kill());
  return program;
};

test("fault 69: real programs show tokens and keys in no argument, no environment, no log and no file that is not theirs", async () => {
  const home = mkdtempSync(join(tmpdir(), "quorate-canary-"));
  cleanup.push(() => rmSync(home, { recursive: true, force: true }));
  const [enrolPort, controlPort, pagePort] = [await freePort(), await freePort(), await freePort()];
  const [state, etc, own] = ["coordinator", "etc", "agent"].map((name) => join(home, name)) as [string, string, string];
  const sampler = ProcessSampler.start();
  cleanup.push(() => sampler.stop());
  const ports = { "--enrol-listen": enrolPort, "--control-listen": controlPort, "--http-listen": pagePort };
  const listen = Object.entries(ports).flatMap(([option, port]) => [option, `127.0.0.1:${port}`]);
  const coordinator = start(
    ...([
      "coordinator",
      "serve",
      "--state-dir",
      state,
      ...listen,
      "--advertise",
      "127.0.0.1",
      "--log-level",
      "debug",
    ] as const),
  );
  await untilSlowly("the coordinator runs", async () => coordinator.said().includes("coordinator started"));
  const client = new AdminClient(join(state, "admin.sock"));
  cleanup.push(() => client.close());
  const { token, caHash } = await client.createToken({
    hostName: "m1",
    address: "127.0.0.1",
    ttlSeconds: 60,
    operator: "test",
  });
  const tokenFile = join(home, "token");
  writeFileSync(tokenFile, token.reveal(), { mode: 0o600 });
  const directories = (name: string) => ["--config-dir", etc + name, "--state-dir", own + name];
  const enrol = [
    "enroll",
    "--coordinator",
    `127.0.0.1:${enrolPort}`,
    "--ca-hash",
    caHash,
    "--token-file",
    tokenFile,
    "--host",
    "m1",
  ];
  const first = start("agent", ...enrol, ...directories("1"));
  expect(await first.over, first.said()).toBe(0);
  const agent = start("agent", "run", ...directories("1"), "--log-level", "debug");
  await untilSlowly("the agent is connected", async () => (await client.status()).hosts[0]?.agent === "connected");
  // The alarm of a stolen token, too, speaks of it without showing it.
  const thief = start("agent", ...enrol, ...directories("2"));
  expect(await thief.over).not.toBe(0);
  const pages = await Promise.all(
    ["/", "/metrics"].map(async (path) => (await fetch(`http://127.0.0.1:${pagePort}${path}`)).text()),
  );
  agent.process.kill("SIGTERM");
  await agent.over;
  coordinator.process.kill("SIGTERM");
  await coordinator.over;
  sampler.stop();

  const keys = [...filesBelow(`${etc}1`), ...filesBelow(state)].filter(([, text]) => text.includes("PRIVATE KEY"));
  expect(keys.length).toBeGreaterThanOrEqual(2);
  const canaries = [
    canary("join token", token.reveal()),
    ...keys.map(([path, text]) => canary(path, privateKeyIn(text))),
  ];
  expect(canaries.every(({ forms }) => forms.length > 1)).toBe(true);
  const theirs = new Set([...keys.map(([path]) => path), tokenFile]);
  const written = filesBelow(home).filter(([path]) => !theirs.has(path));
  const programsSaid = [coordinator, first, agent, thief].map(
    (each, at) => [`what program ${at} said`, each.said()] as const,
  );
  const shown = sampler.seen.map((text) => ["a process", text] as const);
  expect(sampler.samples).toBeGreaterThan(20);
  expect(shown.some(([, text]) => text.includes("--log-level"))).toBe(true);
  expect(pages.every((text) => text.includes("m1") || text.includes("quorate_"))).toBe(true);
  expect(
    hits(canaries, [...written, ...programsSaid, ...pages.map((text) => ["a page", text] as const), ...shown]),
  ).toEqual([]);
  // Else nothing was searched: the log is there, and the search finds what is there.
  expect(written.some(([path]) => path.endsWith("events.sqlite"))).toBe(true);
  expect(hits(canaries, [[tokenFile, readFileSync(tokenFile, "latin1")]])).toEqual([`join token in ${tokenFile}`]);
}, 300_000);

const [run, m1, step] = [runId("r-1"), hostId("m1"), stepId("m1/swap-off")];
const vrrp = new Secret("canary-4711-hush");

/** One step with one secret. */
const plan: Plan = {
  ...{ hash: "h", cluster: "demo", specHash: "s", hosts: [m1], barriers: [], assertions: [] },
  phases: [
    {
      ...{ name: "system", title: "System" },
      steps: [
        {
          ...{ id: step, kind: "host.swap-off", host: m1, title: "Swap off", needs: [], input: {} },
          ...{ timeoutMs: 5_000, retries: 0, secrets: ["vrrp-auth"] },
        },
      ],
    },
  ],
};

async function openRun() {
  const open = await OpenCore.open();
  cleanup.push(() => open.close());
  const agent = await RealAgent.enrolled(open, "m1");
  cleanup.push(() => agent.remove());
  const settings = {
    plan,
    run,
    epoch: open.core.epoch,
    secrets: { of: () => ({ "vrrp-auth": vrrp }) },
    lostAfterMs: 15_000,
  };
  const begin = async () => {
    await open.log.append({ type: "run.started", run, plan, by: "test", ignoredChecks: [] });
    return driveRun(settings, { fleet: open.core.registry, log: open.log, clock: systemClock }).over;
  };
  const logged = () => JSON.stringify([...open.log.read(0)]);
  return { open, agent, begin, logged };
}

test("fault 69: a step that says its secret in lines, drift and errors is heard without it, and so is its journal", async () => {
  const { agent, open, begin, logged } = await openRun();
  await agent.start(
    scriptedHandlers({
      apply: {
        probe: async (_input, ctx) => [{ what: "password", have: ctx.secret("vrrp-auth").reveal(), want: "none" }],
        apply: async (_input, ctx) => {
          ctx.output(`the password is ${ctx.secret("vrrp-auth").reveal()}!`);
          throw new Error(`cannot use ${ctx.secret("vrrp-auth").reveal()}`);
        },
      },
    }),
  );
  await until("it is connected", () => open.core.registry.connected(m1));
  expect(await begin()).toMatchObject({ outcome: "failed" });
  expect(logged()).toContain("the password is [redacted]!");
  expect(
    hits([canary("password", vrrp.reveal())], [["the event log", logged()], ...filesBelow(agent.directory)]),
  ).toEqual([]);
});

test("fault 69: an agent that tells a secret does not bring it into the event log", async () => {
  const { agent, open, begin, logged } = await openRun();
  const { caPem, keyPem, certPem } = await agent.identity();
  const stream = new RawStream(open.ports.controlPort, { caPem, keyPem, certPem });
  cleanup.push(() => stream.close());
  stream.hello();
  await until("it is connected", () => open.core.registry.connected(m1));
  const running = begin();
  await until("the lease has come", () => stream.heard.some(({ message }) => message === "lease"));
  const lease = { run, epoch: open.core.epoch, step, attempt: 1 };
  stream.say({ type: "report", report: { type: "accepted", lease } });
  stream.say({ type: "report", report: { type: "output", lease, lines: [`have ${vrrp.reveal()}`], dropped: 0 } });
  const failure = {
    code: "STEP_COMMAND_FAILED",
    message: vrrp.reveal(),
    hint: vrrp.reveal(),
    evidence: [vrrp.reveal()],
  } as const;
  stream.say({
    type: "report",
    report: { type: "finished", lease, outcome: "failed", drift: [], output: null, durationMs: 1, undone: [], failure },
  });
  expect(await running).toMatchObject({ outcome: "failed" });
  expect(logged()).toContain("have [redacted]");
  expect(hits([canary("password", vrrp.reveal())], [["the event log", logged()]])).toEqual([]);
});
