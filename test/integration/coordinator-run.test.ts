import { connect as connectHttp2 } from "node:http2";
import { hostId, runId, stepId } from "@quorate/shared/ids";
import { encodeAgentMessage } from "@quorate/shared/wire/codec-agent-message";
import { wire } from "@quorate/shared/wire/load";
import { afterEach, expect, test } from "vitest";
import { agentSelfCheck } from "../../packages/agent/src/steps/agent-self-check.ts";
import { until } from "../fakes/manual-clock.ts";
import { scriptedHandlers } from "../fakes/scripted-handlers.ts";
import { Stopwatch } from "../fakes/stopwatch.ts";
import { OpenCore } from "./open-core.ts";
import { RealAgent } from "./real-agent.ts";
import { runAll, selfChecks } from "./self-check-run.ts";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

const hosts = ["m1", "m2", "m3"].map(hostId);
const run = runId("r-1");

async function coreWithAgents(self = agentSelfCheck) {
  const open = await OpenCore.open();
  cleanup.push(() => open.close());
  const agents = await Promise.all(hosts.map((host) => RealAgent.enrolled(open, host)));
  for (const agent of agents) {
    cleanup.push(() => agent.remove());
    await agent.start(scriptedHandlers({ check: self }));
  }
  await until("all agents are connected", () => hosts.every((host) => open.core.registry.connected(host)));
  return { open, agents };
}

test("a run of forty steps on each of three agents ends done, and the log knows each of them", async () => {
  const { open } = await coreWithAgents();
  const watch = new Stopwatch();
  const finished = await runAll(open, run, selfChecks(hosts, 40));
  expect(finished.outcome).toBe("done");
  // Each step starts a program, writes an event to disk twice, and crosses mutual TLS both ways.
  expect(watch.ms).toBeLessThan(10_000);
  const state = open.log.state();
  const steps = [...(state.runs.get(run)?.steps ?? [])];
  expect(steps).toHaveLength(120);
  expect(steps.every((step) => step.finished?.outcome === "unchanged" && step.attempt === 1)).toBe(true);
  expect(state.currentRun).toBeUndefined();
  expect(state.ignored).toBe(0);
});

test("a run goes on over agents that die and come back, and no finished step is repeated", async () => {
  const checked: string[] = [];
  const { open, agents } = await coreWithAgents({
    type: "check",
    check: async ({ ordinal }) => {
      checked.push(`${ordinal}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      return {};
    },
  });
  const running = runAll(open, run, selfChecks(hosts, 10));
  await until("the run is under way", () => checked.length >= 9);
  const [first] = agents;
  await first?.kill();
  await first?.start(scriptedHandlers());
  expect((await running).outcome).toBe("done");
  // At most one more than there are steps: the one that the agent died in.
  const granted = [...open.log.read(0)].filter(({ event }) => event.type === "lease.granted");
  expect(granted.length).toBeLessThanOrEqual(31);
});

test("fault 55: an agent that does not read is cut off, its connection with it, and it counts as lost", async () => {
  const { open, agents } = await coreWithAgents();
  const [first] = agents;
  if (!first) throw new Error("no agent");
  await first.kill();
  const { keyPem: key, certPem: cert, caPem: ca } = await first.identity();
  const settings = { initialWindowSize: 1_024 };
  const session = connectHttp2(`https://127.0.0.1:${open.ports.controlPort}`, { ca, key, cert, settings });
  let closed = false;
  session.on("error", () => undefined);
  session.once("close", () => {
    closed = true;
  });
  const headers = { te: "trailers", "content-type": "application/grpc" };
  const stream = session.request({ ":method": "POST", ":path": "/quorate.v1.ControlService/Connect", ...headers });
  stream.on("error", () => undefined);
  const hello = { agentVersion: "0", protocol: 1, bootId: "stalled", epoch: 0n };
  stream.write(
    framed(wire().ControlService.service.Connect.requestSerialize(encodeAgentMessage({ type: "hello", hello }))),
  );
  const m1 = hostId("m1");
  const { registry } = open.core;
  await until("it is connected", () => registry.sight(m1)?.bootId === "stalled");
  const lease = { run, epoch: 1n, step: stepId("m1/x"), attempt: 1 };
  const reason = "x".repeat(1_000);
  let sent = 0;
  while (sent < 10_000 && registry.send(m1, { type: "cancel", lease, reason, undo: false })) sent += 1;
  expect(sent).toBeGreaterThan(500);
  expect(sent).toBeLessThan(3_000);
  expect(registry.connected(m1)).toBe(false);
  await until("its connection is closed", () => closed);
});

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
