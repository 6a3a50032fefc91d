import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { AdminClient } from "../../packages/coordinator/src/rpc/admin-client.ts";
import { freePort } from "../fakes/free-port.ts";
import { canary, filesBelow, hits } from "./canaries.ts";
import { type Program, privateKeyIn, programFile, startWithCores, untilSlowly } from "./real-programs.ts";

const cleanup: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

/** Where the kernel puts cores into the directory of the process that died; elsewhere they are a program's, and cannot be looked at here. */
const coresHere = /^core(\.%p)?\s*$/.test(readFileSync("/proc/sys/kernel/core_pattern", "utf8"));

function start(name: string, home: string, argv: readonly string[]): Program {
  const directory = join(home, name);
  mkdirSync(directory);
  const program = startWithCores(directory, argv);
  cleanup.push(() => program.kill());
  return program;
}

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "quorate-crash-"));
  cleanup.push(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

const coresIn = (directory: string): readonly string[] =>
  readdirSync(directory).filter((name) => name.startsWith("core"));

const debuggerOpens = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(9229, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
    socket.unref();
  });

async function openPair(home: string) {
  const [enrolPort, controlPort] = [await freePort(), await freePort()];
  const state = join(home, "state");
  const passphrase = "canary of the passphrase 4711";
  writeFileSync(join(home, "passphrase"), passphrase, { mode: 0o600 });
  const listen = ["--enrol-listen", `127.0.0.1:${enrolPort}`, "--control-listen", `127.0.0.1:${controlPort}`];
  const own = ["--state-dir", state, "--ca-passphrase-file", join(home, "passphrase"), "--http-listen", "off"];
  const serve = [programFile("coordinator"), "serve", ...own, ...listen, "--advertise", "127.0.0.1"];
  const coordinator = start("coordinator", home, serve);
  await untilSlowly("the coordinator runs", async () => coordinator.said().includes("coordinator started"));
  const client = new AdminClient(join(state, "admin.sock"));
  cleanup.push(() => client.close());
  const { token, caHash } = await client.createToken({
    ...{ hostName: "m1", address: "127.0.0.1", ttlSeconds: 60, operator: "test" },
  });
  writeFileSync(join(home, "token"), token.reveal(), { mode: 0o600 });
  const places = ["--config-dir", join(home, "etc"), "--state-dir", join(home, "journal")];
  const whom = ["--coordinator", `127.0.0.1:${enrolPort}`, "--ca-hash", caHash, "--host", "m1"];
  const enrol = start("enrol", home, [
    ...[programFile("agent"), "enroll", ...whom, ...places, "--token-file", join(home, "token")],
  ]);
  expect(await enrol.over, enrol.said()).toBe(0);
  const agent = start("agent", home, [programFile("agent"), "run", ...places]);
  await untilSlowly("the agent is connected", async () => (await client.status()).hosts[0]?.agent === "connected");
  const keys = filesBelow(join(home, "etc")).map(([path, text]) => [path, privateKeyIn(text)] as const);
  const kept = keys.filter(([, key]) => key !== "");
  const canaries = [
    ...[canary("passphrase", passphrase), canary("join token", token.reveal())],
    ...kept.map(([path, key]) => canary(path, key)),
  ];
  return { coordinator, agent, canaries };
}

test("fault 72: a coordinator and an agent that crash leave no key, token or passphrase in a core, a report or a debugger", async () => {
  const home = newHome();
  const { coordinator, agent, canaries } = await openPair(home);
  expect(canaries.length).toBeGreaterThanOrEqual(3);
  for (const { process: child } of [coordinator, agent]) {
    expect(readFileSync(`/proc/${child.pid}/coredump_filter`, "utf8").trim()).toBe("00000000");
    child.kill("SIGUSR1");
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await debuggerOpens()).toBe(false);
  agent.process.kill("SIGSEGV");
  coordinator.process.kill("SIGABRT");
  await Promise.all([agent.over, coordinator.over]);
  expect([agent.process.signalCode, coordinator.process.signalCode]).toEqual(["SIGSEGV", "SIGABRT"]);
  // Else nothing was searched.
  if (coresHere) expect(["agent", "coordinator"].map((name) => coresIn(join(home, name)).length)).toEqual([1, 1]);
  const left = ["agent", "coordinator"].flatMap((name) => filesBelow(join(home, name)));
  const said = [coordinator, agent].map((each, at) => [`what program ${at} said`, each.said()] as const);
  expect(hits(canaries, [...left, ...said])).toEqual([]);
}, 300_000);

test.runIf(coresHere)(
  "a core of a process that does nothing about it has its secrets: the search finds what is there",
  async () => {
    const home = newHome();
    writeFileSync(join(home, "secret"), "canary-0815-plain", { mode: 0o600 });
    const script =
      'globalThis.kept = require("node:fs").readFileSync("../secret"); setInterval(() => {}, 1000); console.log("up")';
    const plain = start("plain", home, ["--eval", script]);
    await untilSlowly("it holds the secret", async () => plain.said().includes("up"));
    plain.process.kill("SIGABRT");
    await plain.over;
    const [core = ""] = coresIn(join(home, "plain"));
    const found = execFileSync("grep", ["-acFf", join(home, "secret"), join(home, "plain", core)], {
      encoding: "utf8",
    });
    expect(Number(found)).toBeGreaterThan(0);
  },
  300_000,
);
