import { hostId, runId } from "@quorate/shared/ids";
import { describe, expect, test } from "vitest";
import { disturbed, type Fate } from "../fakes/disturbed-connect.ts";
import { LoopbackLink } from "../fakes/loopback-link.ts";
import { until } from "../fakes/manual-clock.ts";
import { scriptedHandlers } from "../fakes/scripted-handlers.ts";
import { Stopwatch } from "../fakes/stopwatch.ts";
import { OpenCore } from "./open-core.ts";
import { RealAgent } from "./real-agent.ts";
import { runAll, selfChecks } from "./self-check-run.ts";

/** Of one test: these run side by side. */
type Finally = (clean: () => Promise<void>) => void;

/** A real coordinator and one real agent, which counts how often each self-check really ran. */
async function connected(last: Finally, disturb: RealAgent["disturb"] = (connect) => connect, stepMs = 0) {
  const open = await OpenCore.open();
  const agent = await RealAgent.enrolled(open, "m1");
  const link = await LoopbackLink.to(open.ports.controlPort);
  last(async () => {
    await agent.remove();
    link.close();
    await open.close();
  });
  agent.via = link.address;
  agent.disturb = disturb;
  const ran = new Map<number, number>();
  await agent.start(
    scriptedHandlers({
      check: {
        type: "check",
        check: async ({ ordinal }) => {
          ran.set(ordinal, (ran.get(ordinal) ?? 0) + 1);
          if (stepMs > 0) await new Promise((resolve) => setTimeout(resolve, stepMs));
          return {};
        },
      },
    }),
  );
  const m1 = hostId("m1");
  await until("it is connected", () => open.core.registry.connected(m1));
  return { open, link, m1, ran };
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000));

async function untilSlowly(limitSeconds: number, holds: () => boolean): Promise<number> {
  const watch = new Stopwatch();
  while (!holds() && watch.ms < limitSeconds * 1_000) await seconds(0.05);
  return watch.ms / 1_000;
}

describe.concurrent("a wire between agent and coordinator", () => {
  test("fault 18: that is out for 5 s leaves the step to its end, shows the host as away, and the run goes on", async ({
    expect: expectHere,
    onTestFinished,
  }) => {
    const { open, link, m1, ran } = await connected(onTestFinished, undefined, 1_500);
    const running = runAll(open, runId("r-cut"), selfChecks([m1], 3));
    await until("the first step runs", () => ran.size === 1);
    link.hold();
    await seconds(5);
    await until("it is shown as away", () => !open.core.registry.connected(m1));
    expectHere([...ran]).toEqual([[0, 1]]);
    link.release();
    expectHere((await running).outcome).toBe("done");
    expectHere([...ran.values()]).toEqual([1, 1, 1]);
    expectHere([...open.log.read(0)].filter(({ event }) => event.type === "lease.granted")).toHaveLength(3);
  });

  test("fault 20: that is half open is given up by both ends within 15 s, and the agent connects anew", async ({
    expect: expectHere,
    onTestFinished,
  }) => {
    const { link } = await connected(onTestFinished);
    link.lose("up", "down");
    const took = await untilSlowly(20, () => link.closed.up > 0 && link.closed.down > 0);
    expectHere(took).toBeLessThan(17);
    expectHere(link.joined).toBeGreaterThanOrEqual(1);
  });

  test("fault 19: that loses what the agent says makes nothing a success, and both ends give it up", async ({
    expect: expectHere,
    onTestFinished,
  }) => {
    const { open, link, m1, ran } = await connected(onTestFinished, undefined, 200);
    link.lose("up");
    const running = runAll(open, runId("r-deaf"), selfChecks([m1], 1));
    const took = await untilSlowly(20, () => link.closed.up > 0 && link.closed.down > 0);
    expectHere(took).toBeLessThan(17);
    expectHere(ran.get(0)).toBe(1);
    expectHere((await running).outcome).toBe("failed");
  });
}, 120_000);

/** The same fates in each run. */
function seeded(seed: number, fates: readonly Fate[]): () => Fate {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return fates[state % fates.length] ?? "passes";
  };
}

test("fault 15: commands and reports that come twice and late are one step and one result each", async ({
  onTestFinished,
}) => {
  const fate = seeded(7, ["passes", "comes twice", "comes late", "comes twice"]);
  const { open, m1, ran } = await connected(onTestFinished, (connect) =>
    disturbed(
      connect,
      (_, message) => (message.type === "command" || message.type === "report" ? fate() : "passes"),
      30,
    ),
  );
  expect((await runAll(open, runId("r-twice"), selfChecks([m1], 20))).outcome).toBe("done");
  expect([...ran.values()]).toEqual(Array.from({ length: 20 }, () => 1));
  const finished = [...open.log.read(0)].filter(({ event }) => event.type === "step.finished");
  expect(finished).toHaveLength(20);
});

test("fault 17: results that are lost with their stream are told again on the next, and no step runs twice", async ({
  onTestFinished,
}) => {
  let results = 0;
  const { open, m1, ran, link } = await connected(onTestFinished, (connect) =>
    disturbed(
      connect,
      (direction, message) => {
        if (direction === "down" || message.type !== "report" || message.report.type !== "finished") return "passes";
        results += 1;
        return results % 2 === 1 ? "is lost" : "passes";
      },
      0,
    ),
  );
  expect((await runAll(open, runId("r-lost"), selfChecks([m1], 5))).outcome).toBe("done");
  expect([...ran.values()]).toEqual([1, 1, 1, 1, 1]);
  expect(link.joined).toBeGreaterThanOrEqual(6);
});
