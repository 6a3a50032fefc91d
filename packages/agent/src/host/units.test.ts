import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import {
  disableUnit,
  enableUnit,
  maskUnitRuntime,
  restartUnit,
  startUnit,
  stopUnit,
  unitJournal,
  unitState,
  unitStates,
  unmaskUnitRuntime,
} from "./units.ts";

const systemd = () =>
  new FakeSystemd({
    units: {
      "a.service": { active: "active", sub: "running", mainPid: 42, fileState: "enabled" },
      "b.service": { active: "failed", sub: "failed", result: "exit-code", journal: ["one", "two", "three"] },
    },
  });

describe("units", () => {
  it("reads several states by one program, in the order asked", async () => {
    const host = fakeHost({ commands: [systemd().command] });
    const states = await unitStates(host, ["b.service", "none.service", "a.service"]);
    expect(states.map(({ unit, load, active, mainPid }) => [unit, load, active, mainPid])).toEqual([
      ["b.service", "loaded", "failed", 0],
      ["none.service", "not-found", "inactive", 0],
      ["a.service", "loaded", "active", 42],
    ]);
    expect(host.executed).toHaveLength(1);
  });

  it("starts no program when no unit is asked for", async () => {
    const host = fakeHost();
    expect(await unitStates(host, [])).toEqual([]);
    expect(host.executed).toEqual([]);
  });

  it("starts without waiting, stops, enables and masks", async () => {
    const host = fakeHost({ commands: [systemd().command] });
    await startUnit(host, "b.service");
    await enableUnit(host, "b.service");
    expect(await unitState(host, "b.service")).toMatchObject({ active: "active", fileState: "enabled" });
    expect(host.executed[0]).toContain("--no-block");
    await stopUnit(host, "b.service");
    await disableUnit(host, "b.service");
    await maskUnitRuntime(host, "b.service");
    expect(await unitState(host, "b.service")).toMatchObject({ load: "masked", fileState: "masked-runtime" });
    await unmaskUnitRuntime(host, "b.service");
    expect(await unitState(host, "b.service")).toMatchObject({ load: "loaded", active: "inactive" });
  });

  it("shows what systemctl said, and the journal, when it refuses", async () => {
    const host = fakeHost({
      commands: [new FakeSystemd({ units: { "m.service": { load: "masked", journal: ["last words"] } } }).command],
    });
    await expect(restartUnit(host, "m.service")).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: "systemctl restart m.service exited 1: Failed to restart m.service: Unit m.service is masked.",
      evidence: [expect.stringContaining("masked"), "last words"],
    });
  });

  it("gives the last lines of a unit", async () => {
    const host = fakeHost({ commands: [systemd().command] });
    expect(await unitJournal(host, "b.service", 2)).toEqual(["two", "three"]);
  });
});
