import { describe, expect, it } from "vitest";
import { parseFaultArguments, UsageError } from "./fault-arguments.ts";

describe("the arguments of npm run test:faults", () => {
  it("are everything when there are none: agents, the coordinator, resets, and double kills", () => {
    const all = parseFaultArguments([]);
    expect([...all.sides]).toEqual(["agent", "coordinator", "reset"]);
    expect(all).toMatchObject({ seed: 4, doubles: 20, only: undefined, reference: undefined });
  });

  it("are the named sides and no double kills, or as many as are asked for", () => {
    expect(parseFaultArguments(["--side", "reset"])).toMatchObject({ sides: new Set(["reset"]), doubles: 0 });
    const two = parseFaultArguments(["--side", "agent", "--side=coordinator", "--doubles", "7", "--seed", "9"]);
    expect(two).toMatchObject({ sides: new Set(["agent", "coordinator"]), doubles: 7, seed: 9 });
  });

  it("may name one point of the sides that are tried", () => {
    expect(parseFaultArguments(["--only", "unsent"]).only).toBe("unsent");
    expect(parseFaultArguments(["--side", "reset", "--only", "unacked"]).only).toBe("unacked");
    expect(() => parseFaultArguments(["--side", "agent", "--only", "unsent"])).toThrow(
      "--only unsent: no point of agent",
    );
  });

  it.each([
    [["--side", "agents"], "--side agents: there are agent, coordinator, reset"],
    [["--doubles", "many"], "--doubles many: a whole number is wanted"],
    [["--seed", "-1"], "argument"],
    [["--sides", "agent"], "--sides"],
    [["agent"], "agent"],
  ])("are refused when they are none: %j", (args, words) => {
    expect(() => parseFaultArguments(args)).toThrow(UsageError);
    expect(() => parseFaultArguments(args)).toThrow(words);
  });
});
