import { describe, expect, test } from "vitest";
import {
  type AgentProcess,
  agentProcess,
  freshStateDirectory,
  grant,
  leaseOf,
} from "../../../../test/fakes/agent-process.ts";
import { until } from "../../../../test/fakes/manual-clock.ts";
import { applyStep, barrierStep, untilAborted } from "../../../../test/fakes/scripted-handlers.ts";

freshStateDirectory();
const idle = (agent: AgentProcess): Promise<void> => agent.desk.idle();

describe("a cancel", () => {
  const cancel = (undo: boolean, lease = leaseOf()) => ({ type: "cancel", lease, reason: "late", undo }) as const;

  test("ends what runs", async () => {
    const agent = await agentProcess({ apply: { apply: (_input, ctx) => untilAborted(ctx) } });
    agent.desk.handle(grant(applyStep));
    await until("it runs", () => agent.types().includes("accepted"));
    agent.desk.handle(cancel(false));
    await idle(agent);
    expect(agent.last()).toMatchObject({ outcome: "canceled" });
    expect(agent.journal.find(leaseOf())?.result?.outcome).toBe("canceled");
  });

  test("with undo takes back a barrier step that was already done, once", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(barrierStep));
    agent.desk.handle({ type: "fire", lease: leaseOf() });
    await idle(agent);
    agent.desk.handle(cancel(true));
    await idle(agent);
    expect(agent.last()).toMatchObject({ outcome: "canceled", undone: ["gave the VIP back"] });
    agent.desk.handle(cancel(true));
    await idle(agent);
    expect(agent.finished()).toHaveLength(3);
    expect(agent.last()).toMatchObject({ outcome: "canceled", undone: ["gave the VIP back"] });
  });

  test("with undo takes back what an earlier process of the agent did", async () => {
    const first = await agentProcess();
    first.desk.handle(grant(barrierStep));
    first.desk.handle({ type: "fire", lease: leaseOf() });
    await idle(first);
    const undo = async (): Promise<readonly string[]> => ["stopped it"];
    const second = await agentProcess({ barrier: { undo } });
    second.desk.handle(cancel(true));
    await idle(second);
    expect(second.last()).toMatchObject({ outcome: "canceled", undone: ["stopped it"] });
  });

  test("takes back a barrier step in whose middle the agent died", async () => {
    const first = await agentProcess({ barrier: { fire: () => new Promise(() => undefined) } });
    first.desk.handle(grant(barrierStep));
    await until("it is armed", () => first.types().includes("armed"));
    const undo = async (): Promise<readonly string[]> => ["stopped it"];
    const second = await agentProcess({ barrier: { undo } });
    second.desk.handle(cancel(true));
    await idle(second);
    expect(second.last()).toMatchObject({ outcome: "canceled", undone: ["stopped it"] });
  });

  test("without undo leaves what is done as it is", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(barrierStep));
    agent.desk.handle({ type: "fire", lease: leaseOf() });
    await idle(agent);
    agent.desk.handle(cancel(false));
    await idle(agent);
    expect(agent.last()).toMatchObject({ outcome: "changed", undone: [] });
  });

  test("that comes while the result is written down still undoes", async () => {
    const agent = await agentProcess();
    const finish = agent.journal.finish.bind(agent.journal);
    let writes = 0;
    agent.journal.finish = async (lease, result) => {
      writes += 1;
      if (writes === 1) agent.desk.handle(cancel(true));
      await finish(lease, result);
    };
    agent.desk.handle(grant(barrierStep));
    agent.desk.handle({ type: "fire", lease: leaseOf() });
    await idle(agent);
    expect(agent.finished()).toHaveLength(1);
    expect(agent.last()).toMatchObject({ outcome: "canceled", undone: ["gave the VIP back"] });
  });

  test("fault 16: of a lease that never came makes it canceled for good: a late lease does not run", async () => {
    const agent = await agentProcess();
    agent.desk.handle(cancel(true));
    await idle(agent);
    agent.desk.handle(grant(applyStep));
    await idle(agent);
    expect(agent.types()).toEqual(["finished", "finished"]);
    expect(agent.last()).toMatchObject({ outcome: "canceled" });
  });
});
