import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import { describe, expect, test } from "vitest";
import { agentProcess, freshStateDirectory, grant, leaseOf } from "../../../../test/fakes/agent-process.ts";
import type { DirectCommands } from "../../../../test/fakes/direct-commands.ts";
import { until } from "../../../../test/fakes/manual-clock.ts";
import { applyStep, barrierStep, checkStep, type Scripted } from "../../../../test/fakes/scripted-handlers.ts";

freshStateDirectory();
const forever = { apply: { apply: () => new Promise<never>(() => undefined) } };

/** An agent that dies while the step is applied, and the next one on its state. */
async function afterDeath(commands: Partial<DirectCommands> = {}, scripted: Scripted = {}) {
  const first = await agentProcess(forever);
  first.desk.handle(grant(applyStep));
  await until("it runs", () => first.types().includes("accepted"));
  return agentProcess(scripted, undefined, commands);
}

describe("an attempt whose agent died in the middle", () => {
  test("fault 3: is taken up again when it comes again: the step looks at what is there, and goes on", async () => {
    const next = await afterDeath();
    next.desk.handle(grant(applyStep, leaseOf(1, 4n)));
    await next.desk.idle();
    expect(next.types()).toEqual(["accepted", "finished"]);
    expect(next.last()).toMatchObject({ lease: leaseOf(1, 4n), outcome: "changed" });
    expect(next.journal.find(leaseOf())?.result?.outcome).toBe("changed");
  });

  test("fault 3: has no second effect when all was done already", async () => {
    const apply = () => Promise.reject(new Error("applied twice"));
    const next = await afterDeath({}, { apply: { probe: async () => [], apply } });
    next.desk.handle(grant(applyStep));
    await next.desk.idle();
    expect(next.last()).toMatchObject({ outcome: "unchanged" });
  });

  test("fault 2: waits for the command that lives on before it looks, and shows its lines without secrets", async () => {
    const did: string[] = [];
    const gate = Promise.withResolvers<void>();
    const settle: DirectCommands["settle"] = async (owner, _signal, tell) => {
      did.push(`settle ${owner.step}`);
      tell("Setting up haproxy with s3cretword");
      await gate.promise;
    };
    const probe = async () => {
      did.push("probe");
      return [];
    };
    const next = await afterDeath({ settle }, { apply: { probe } });
    next.desk.handle(grant(applyStep, leaseOf(), { secrets: { token: new Secret("s3cretword") } }));
    await until("it waits", () => did.length === 1);
    gate.resolve();
    await next.desk.idle();
    expect(did).toEqual(["settle k8s-1/step", "probe"]);
    expect(next.reports.find(({ type }) => type === "output")).toMatchObject({
      lines: ["Setting up haproxy with [redacted]"],
    });
  });

  test("is canceled with the command that lives on", async () => {
    const ended: string[] = [];
    const next = await afterDeath({ end: async (step) => void ended.push(step) });
    next.desk.handle({ type: "cancel", lease: leaseOf(), reason: "over", undo: true });
    await next.desk.idle();
    expect(ended).toEqual(["k8s-1/step"]);
    expect(next.last()).toMatchObject({ outcome: "canceled" });
  });

  test("of a check looks once more", async () => {
    const first = await agentProcess({ check: { check: () => new Promise<never>(() => undefined) } });
    first.desk.handle(grant(checkStep));
    await until("it runs", () => first.types().includes("accepted"));
    const next = await agentProcess();
    next.desk.handle(grant(checkStep));
    await next.desk.idle();
    expect(next.last()).toMatchObject({ outcome: "unchanged" });
  });

  test("of a barrier has failed: half started is for the coordinator to decide", async () => {
    const first = await agentProcess();
    first.desk.handle(grant(barrierStep));
    await until("it is armed", () => first.types().includes("armed"));
    const next = await agentProcess();
    next.desk.handle(grant(barrierStep));
    await next.desk.idle();
    expect(next.last()).toMatchObject({ outcome: "failed", failure: { code: "HOST_LOST" } });
  });
});

test("the files of long commands go when the attempt has ended, and not before its result is on disk", async () => {
  const forgotten: (string | undefined)[] = [];
  const agent = await agentProcess({}, undefined, {
    forget: async () => void forgotten.push(agent.journal.find(leaseOf())?.result?.outcome),
  });
  agent.desk.handle(grant(applyStep));
  await agent.desk.idle();
  expect(forgotten).toEqual(["changed"]);
});

test("fault 67: an agent that stops leaves a long command to the next one at once, with nothing said or written", async () => {
  const exec: DirectCommands["exec"] = (owner) => {
    owner.onLeft();
    return new Promise<never>(() => undefined);
  };
  const apply: NonNullable<NonNullable<Scripted["apply"]>["apply"]> = async (_input, { host }) => {
    await host.exec(["apt-get"], { long: "packages" });
    return { disabled: [] };
  };
  const agent = await agentProcess({ apply: { apply } }, undefined, { exec });
  agent.desk.handle(grant(applyStep));
  await agent.desk.idle();
  agent.desk.abort(new AppError("HOST_LOST", "stopped"));
  await agent.clock.advance(20_000);
  expect(agent.finished()).toEqual([]);
  expect(agent.journal.find(leaseOf())).toEqual({ lease: leaseOf() });
});
