import { AppError } from "@quorate/shared/errors";
import { runId } from "@quorate/shared/ids";
import { Secret } from "@quorate/shared/secret";
import { describe, expect, test } from "vitest";
import {
  type AgentProcess,
  agentProcess,
  freshStateDirectory,
  grant,
  leaseOf,
} from "../../../../test/fakes/agent-process.ts";
import { until } from "../../../../test/fakes/manual-clock.ts";
import { applyStep, barrierStep, checkStep, untilAborted } from "../../../../test/fakes/scripted-handlers.ts";

freshStateDirectory();
const idle = (agent: AgentProcess): Promise<void> => agent.desk.idle();

describe("a lease", () => {
  test("is accepted, run, journaled and reported", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(applyStep));
    await idle(agent);
    expect(agent.types()).toEqual(["accepted", "finished"]);
    expect(agent.last()).toMatchObject({ lease: leaseOf(), outcome: "changed" });
    expect(agent.journal.find(leaseOf())?.result?.outcome).toBe("changed");
  });

  test("fault 15: that comes twice while it runs is accepted twice and run once", async () => {
    let applied = 0;
    const agent = await agentProcess({
      check: {
        check: async () => {
          applied += 1;
          return {};
        },
      },
    });
    agent.desk.handle(grant(checkStep));
    agent.desk.handle(grant(checkStep));
    await idle(agent);
    expect(agent.types()).toEqual(["accepted", "accepted", "finished"]);
    expect(applied).toBe(1);
  });

  test("fault 15: that comes again after its end is answered from the journal, under the newest epoch", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(applyStep));
    await idle(agent);
    agent.desk.handle(grant(applyStep, leaseOf(1, 4n)));
    await idle(agent);
    expect(agent.types()).toEqual(["accepted", "finished", "finished"]);
    expect(agent.last()).toMatchObject({ lease: leaseOf(1, 4n), outcome: "changed", drift: [{ what: "swap" }] });
  });

  test("fault 4: that comes again after a restart is answered from the journal", async () => {
    const first = await agentProcess();
    first.desk.handle(grant(applyStep));
    await idle(first);
    await first.journal.close();
    const second = await agentProcess({ apply: { probe: () => Promise.reject(new Error("ran again")) } });
    second.desk.handle(grant(applyStep));
    await idle(second);
    expect(second.types()).toEqual(["finished"]);
    expect(second.last()).toMatchObject({ outcome: "changed" });
  });

  test("fault 16: of a lower epoch is refused and not run", async () => {
    const agent = await agentProcess();
    await agent.journal.obey(5n);
    agent.desk.handle(grant(applyStep));
    expect(agent.types()).toEqual(["finished"]);
    expect(agent.last()).toMatchObject({ outcome: "failed", failure: { code: "STALE_EPOCH" } });
    expect(agent.journal.find(leaseOf())).toBeUndefined();
  });

  test("that does not match the contracts is answered with why", async () => {
    const agent = await agentProcess();
    const error = new AppError("STEP_INPUT_INVALID", "this agent knows no step of the kind host.explode");
    agent.desk.handle({ type: "invalid-lease", lease: leaseOf(), error });
    expect(agent.last()).toMatchObject({ outcome: "failed", failure: { code: "STEP_INPUT_INVALID" } });
  });

  test("fault 23: does not run when its start cannot be journaled, the disk being full", async () => {
    const agent = await agentProcess({ apply: { probe: () => Promise.reject(new Error("ran")) } });
    await agent.journal.close();
    agent.desk.handle(grant(applyStep));
    await idle(agent);
    expect(agent.types()).toEqual(["finished"]);
    expect(agent.last()).toMatchObject({ outcome: "failed", failure: { code: "FILE_ACCESS_FAILED" } });
  });

  test("of a step that an earlier run is still at work in waits for the end of that", async () => {
    const gate = Promise.withResolvers<void>();
    let probes = 0;
    const probe = () => {
      probes += 1;
      return gate.promise.then(() => []);
    };
    const agent = await agentProcess({ apply: { probe } });
    agent.desk.handle(grant(applyStep));
    agent.desk.handle(grant(applyStep, { ...leaseOf(), run: runId("r-later") }));
    await until("the first one runs", () => probes === 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(probes).toBe(1);
    gate.resolve();
    await idle(agent);
    expect(probes).toBe(2);
    expect(agent.finished().map(({ lease }) => lease.run)).toEqual([leaseOf().run, "r-later"]);
  });

  test("runs beside another one", async () => {
    const gate = Promise.withResolvers<void>();
    const agent = await agentProcess({ apply: { probe: () => gate.promise.then(() => []) } });
    agent.desk.handle(grant(applyStep));
    agent.desk.handle(grant(checkStep, leaseOf(1, 3n, "k8s-1/other")));
    await until("the other one is done", () => agent.finished().length === 1);
    expect(agent.last()?.lease.step).toBe("k8s-1/other");
    gate.resolve();
    await idle(agent);
    expect(agent.finished()).toHaveLength(2);
  });

  test("in probe mode leaves no trace in the journal", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(applyStep, leaseOf(), { mode: "probe" }));
    await idle(agent);
    expect(agent.last()).toMatchObject({ outcome: "unchanged", drift: [{ what: "swap" }] });
    expect(agent.journal.find(leaseOf())).toBeUndefined();
  });

  test("gives its step the secrets that came with it, and no other", async () => {
    const seen: string[] = [];
    const agent = await agentProcess({
      check: {
        check: async (_input, ctx) => {
          seen.push(ctx.secret("vrrp-auth").reveal());
          ctx.secret("toString");
          return {};
        },
      },
    });
    agent.desk.handle(grant(checkStep, leaseOf(), { secrets: { "vrrp-auth": new Secret("s3cret") } }));
    await idle(agent);
    expect(seen).toEqual(["s3cret"]);
    expect(agent.last()).toMatchObject({ failure: { code: "STEP_INPUT_INVALID" } });
  });

  test("tells its moments by the coordinator's clock, and its lines in few messages before its end", async () => {
    const agent = await agentProcess({
      check: {
        check: async (_input, ctx) => {
          ctx.mark("started");
          for (let line = 0; line < 45; line++) ctx.output(`line ${line}`);
          return {};
        },
      },
    });
    agent.desk.handle(grant(checkStep));
    await idle(agent);
    expect(agent.types()).toEqual(["accepted", "mark", "output", "finished"]);
    const atNs = agent.clock.monoNs() + 1_000n;
    expect(agent.reports[1]).toMatchObject({ mark: { name: "started", atNs, errorNs: 7n } });
    expect(agent.reports[2]).toMatchObject({ dropped: 5 });
  });
});

describe("a barrier lease", () => {
  test("fires when it is told to", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(barrierStep));
    await until("it is armed", () => agent.types().includes("armed"));
    agent.desk.handle({ type: "fire", lease: leaseOf() });
    await idle(agent);
    expect(agent.types()).toEqual(["accepted", "armed", "finished"]);
    expect(agent.last()).toMatchObject({ outcome: "changed" });
  });

  test("that comes again while it is armed says again that it is", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(barrierStep));
    await until("it is armed", () => agent.types().includes("armed"));
    agent.desk.handle(grant(barrierStep));
    expect(agent.types()).toEqual(["accepted", "armed", "accepted", "armed"]);
    agent.desk.handle({ type: "fire", lease: leaseOf() });
    await idle(agent);
  });

  test("is not fired by an older coordinator", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(barrierStep, leaseOf(1, 4n)));
    await until("it is armed", () => agent.types().includes("armed"));
    agent.desk.handle({ type: "fire", lease: leaseOf(1, 3n) });
    expect(agent.last()).toMatchObject({ failure: { code: "STALE_EPOCH" } });
    expect(agent.desk.busy).toBe(true);
    agent.desk.handle({ type: "cancel", lease: leaseOf(1, 4n), reason: "over", undo: true });
    await idle(agent);
  });

  test("that was not started here and is told to fire says so", async () => {
    const agent = await agentProcess();
    agent.desk.handle({ type: "fire", lease: leaseOf() });
    expect(agent.last()).toMatchObject({ outcome: "failed", failure: { code: "HOST_LOST" } });
  });
});

describe("an agent that is asked to stop", () => {
  const reason = new AppError("HOST_LOST", "the agent was stopped");

  test("takes no lease any more and gives up what only waits", async () => {
    const agent = await agentProcess();
    agent.desk.handle(grant(barrierStep));
    await until("it is armed", () => agent.types().includes("armed"));
    agent.desk.close(reason);
    agent.desk.handle(grant(checkStep, leaseOf(1, 3n, "k8s-1/late")));
    await idle(agent);
    expect(agent.finished()).toHaveLength(1);
    expect(agent.last()).toMatchObject({ outcome: "failed", failure: { code: "HOST_LOST" } });
  });

  test("lets a running step end, and leaves it to the next agent when it does not", async () => {
    const agent = await agentProcess({ apply: { apply: (_input, ctx) => untilAborted(ctx) } });
    agent.desk.handle(grant(applyStep));
    await until("it runs", () => agent.types().includes("accepted"));
    agent.desk.close(reason);
    expect(agent.desk.busy).toBe(true);
    agent.desk.abort(reason);
    await idle(agent);
    expect(agent.finished()).toEqual([]);
    expect(agent.journal.find(leaseOf())).toEqual({ lease: leaseOf() });
  });
});
