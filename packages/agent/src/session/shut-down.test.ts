import { expect, test } from "vitest";
import { agentProcess, freshStateDirectory, grant, leaseOf } from "../../../../test/fakes/agent-process.ts";
import { until } from "../../../../test/fakes/manual-clock.ts";
import { applyStep, untilAborted } from "../../../../test/fakes/scripted-handlers.ts";
import { shutDown } from "./shut-down.ts";

freshStateDirectory();

test("an agent with nothing to do ends at once", async () => {
  const { desk, longCommands, clock } = await agentProcess();
  await shutDown({ desk, longCommands, outbox: { waiting: 0 }, clock });
});

test("a running step may end by itself", async () => {
  const gate = Promise.withResolvers<readonly []>();
  const agent = await agentProcess({ apply: { probe: () => gate.promise } });
  agent.desk.handle(grant(applyStep));
  await until("it runs", () => agent.types().includes("accepted"));
  const over = shutDown({
    desk: agent.desk,
    longCommands: agent.longCommands,
    outbox: { waiting: 0 },
    clock: agent.clock,
  });
  await agent.clock.advance(5_000);
  gate.resolve([]);
  await over;
  expect(agent.last()).toMatchObject({ outcome: "unchanged" });
});

test("fault 67: what does not end is left to the next agent within 30 s", async () => {
  const step = { ...applyStep, timeoutMs: 3_600_000 };
  const agent = await agentProcess({ apply: { apply: (_input, ctx) => untilAborted(ctx) } });
  agent.desk.handle(grant(step));
  await until("it runs", () => agent.types().includes("accepted"));
  let over = false;
  const { desk, longCommands, clock } = agent;
  const ending = shutDown({ desk, longCommands, outbox: { waiting: 1 }, clock }).then(() => {
    over = true;
  });
  await clock.advance(19_000);
  expect(over).toBe(false);
  await clock.advance(11_000);
  expect(over).toBe(true);
  await ending;
  expect(agent.finished()).toEqual([]);
});

test("fault 67: an agent whose step waits for a long command ends at once and lets the command run", async () => {
  let onLeft = (): void => undefined;
  const agent = await agentProcess(
    {
      apply: {
        apply: (_input, { host }) => host.exec(["apt-get"], { long: "packages" }).then(() => ({ disabled: [] })),
      },
    },
    undefined,
    {
      exec: (owner) => {
        onLeft = () => owner.onLeft();
        return new Promise<never>(() => undefined);
      },
      leave: () => onLeft(),
    },
  );
  agent.desk.handle(grant(applyStep));
  await until("it runs", () => agent.types().includes("accepted"));
  const { desk, longCommands, clock } = agent;
  await shutDown({ desk, longCommands, outbox: { waiting: 0 }, clock });
  expect(agent.finished()).toEqual([]);
  expect(agent.journal.find(leaseOf())).toEqual({ lease: leaseOf() });
});
