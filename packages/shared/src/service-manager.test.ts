import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../test/fakes/manual-clock.ts";
import { Heart, serviceManager } from "./service-manager.ts";

function heart(watchdogMs: number | undefined) {
  const clock = new ManualClock();
  const said: string[] = [];
  const manager = { watchdogMs, notify: (words: readonly string[]) => void said.push(words.join(" ")) };
  return { clock, said, heart: new Heart({ manager, clock, stillMs: 60_000 }) };
}

describe("a service that systemd watches", () => {
  it("is ready once, says so again soon in case that was lost, and then beats three times in the limit", async () => {
    const { clock, said, heart: beating } = heart(90_000);
    beating.ready();
    expect(said).toEqual(["READY=1"]);
    await clock.advance(2_000);
    expect(said).toEqual(["READY=1", "READY=1 WATCHDOG=1"]);
    for (let minutes = 0; minutes < 3; minutes += 1) {
      beating.sign();
      await clock.advance(30_000);
    }
    expect(said.slice(2)).toEqual(Array(3).fill("READY=1 WATCHDOG=1"));
  });

  it("is silent while there is no sign of life, though its timers run, and beats again after one", async () => {
    const { clock, said, heart: beating } = heart(90_000);
    beating.ready();
    await clock.advance(62_000);
    const before = said.length;
    await clock.advance(60_000);
    expect(said).toHaveLength(before);
    beating.sign();
    await clock.advance(30_000);
    expect(said).toHaveLength(before + 1);
  });

  it("does not beat for a systemd that does not watch", async () => {
    const { clock, said, heart: beating } = heart(undefined);
    beating.ready();
    await clock.advance(600_000);
    expect(said).toEqual(["READY=1", "READY=1"]);
    expect(clock.pending).toBe(0);
  });

  it("says that it stops, and nothing after that", async () => {
    const { clock, said, heart: beating } = heart(90_000);
    beating.ready();
    beating.stop();
    await clock.advance(600_000);
    expect(said).toEqual(["READY=1", "STOPPING=1"]);
  });
});

describe("what systemd tells in the environment", () => {
  const never = (): void => undefined;

  it("is nothing for a program that a person started", () => {
    expect(serviceManager({ PATH: "/usr/bin" }, 7, never)).toBeUndefined();
  });

  it("is a limit in microseconds, meant for the process that it names and no other", () => {
    const variables = { NOTIFY_SOCKET: "/run/systemd/notify", WATCHDOG_USEC: "180000000", WATCHDOG_PID: "7" };
    expect(serviceManager(variables, 7, never)?.watchdogMs).toBe(180_000);
    expect(serviceManager(variables, 8, never)?.watchdogMs).toBeUndefined();
  });
});
