import { expect, test } from "vitest";
import { agentProcess, freshStateDirectory, grant } from "../../../../test/fakes/agent-process.ts";
import { until } from "../../../../test/fakes/manual-clock.ts";
import { applyStep, untilAborted } from "../../../../test/fakes/scripted-handlers.ts";
import { shutDown } from "./shut-down.ts";

freshStateDirectory();

test("an agent with nothing to do ends at once", async () => {
  const { desk, clock } = await agentProcess();
  await shutDown({ desk, outbox: { waiting: 0 }, clock });
});

test("a running step may end by itself", async () => {
  const gate = Promise.withResolvers<readonly []>();
  const agent = await agentProcess({ apply: { probe: () => gate.promise } });
  agent.desk.handle(grant(applyStep));
  await until("it runs", () => agent.types().includes("accepted"));
  const over = shutDown({ desk: agent.desk, outbox: { waiting: 0 }, clock: agent.clock });
  await agent.clock.advance(5_000);
  gate.resolve([]);
  await over;
  expect(agent.last()).toMatchObject({ outcome: "unchanged" });
});

test("a step that does not end is given up before systemd would kill the agent", async () => {
  const step = { ...applyStep, timeoutMs: 3_600_000 };
  const agent = await agentProcess({ apply: { apply: (_input, ctx) => untilAborted(ctx) } });
  agent.desk.handle(grant(step));
  await until("it runs", () => agent.types().includes("accepted"));
  let over = false;
  const ending = shutDown({ desk: agent.desk, outbox: { waiting: 1 }, clock: agent.clock }).then(() => {
    over = true;
  });
  await agent.clock.advance(24_000);
  expect(agent.finished()).toEqual([]);
  await agent.clock.advance(14_000);
  await until("the journal is written", () => agent.finished().length === 1);
  await agent.clock.advance(2_000);
  expect(over).toBe(true);
  await ending;
  expect(agent.last()).toMatchObject({ outcome: "failed", failure: { code: "HOST_LOST" } });
});
