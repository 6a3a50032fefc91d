import { describe, expect, it } from "vitest";
import { type LoadWatch, runRounds, valuesOf } from "./rounds.ts";
import type { Way } from "./way.ts";

const quietMachine: LoadWatch = {
  now: async () => 0,
  during: async (work) => ({ value: await work(), others: 0 }),
  pause: async () => undefined,
};

function recorded() {
  const order: string[] = [];
  const way = (name: string, rounds?: number): Way => ({
    name,
    title: name,
    measure: async () => order.push(name),
    ...(rounds === undefined ? {} : { rounds }),
  });
  return { order, way };
}

const options = { rounds: 3, load: quietMachine, told: () => undefined };

describe("runRounds", () => {
  it("runs every way once a round, beginning with another each time", async () => {
    const { order, way } = recorded();
    await runRounds({ ours: way("a"), baselines: [way("b"), way("c")] }, options);
    expect(order.join("")).toBe("abcbcacab");
  });

  it("runs a slow way only as often as it asks for", async () => {
    const { order, way } = recorded();
    const slow = way("s", 1);
    const measured = await runRounds({ ours: way("a"), baselines: [slow] }, options);
    expect(order.filter((name) => name === "s")).toHaveLength(1);
    expect(valuesOf(measured, slow)).toHaveLength(1);
  });

  it("repeats a round that others disturbed, and keeps only the undisturbed one", async () => {
    const { order, way } = recorded();
    const loads = [0.9, 0.1];
    const load = { ...quietMachine, during: loadedBy(() => loads.shift() ?? 0) };
    const ours = way("a");
    const measured = await runRounds({ ours, baselines: [] }, { ...options, rounds: 1, load });
    expect(measured).toMatchObject({ repeated: 1, busy: 0, rounds: [{ others: 0.1 }] });
    expect(order).toHaveLength(2);
  });

  it("gives up repeating on a machine that is never quiet, and says so", async () => {
    const { order, way } = recorded();
    const load = { ...quietMachine, now: async () => 2, during: loadedBy(() => 2) };
    const measured = await runRounds({ ours: way("a"), baselines: [] }, { ...options, rounds: 1, load });
    expect(measured).toMatchObject({ repeated: 3, busy: 1 });
    expect(order).toHaveLength(4);
  });

  it("takes rounds as they come when told so, and still says that others disturbed them", async () => {
    const { order, way } = recorded();
    const load = { ...quietMachine, during: loadedBy(() => 2) };
    const measured = await runRounds({ ours: way("a"), baselines: [] }, { ...options, rounds: 1, asIs: true, load });
    expect(measured).toMatchObject({ repeated: 0, busy: 1 });
    expect(order).toHaveLength(1);
  });
});

function loadedBy(others: () => number): LoadWatch["during"] {
  return async (work) => ({ value: await work(), others: others() });
}
