import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd, type FakeSystemdOptions } from "../../../../test/fakes/fake-systemd.ts";
import { hostService } from "./host-service.ts";

const unit = "a.service";
const on = { unit, enabled: true, running: true };
function setUp(options: FakeSystemdOptions) {
  const systemd = new FakeSystemd(options);
  const host = fakeHost({ commands: [systemd.command] });
  return { systemd, host, ctx: fakeStepContext(host) };
}

describe("host.service", () => {
  it("enables and starts, and asks systemd once when there is nothing to do", async () => {
    const { host, ctx } = setUp({ units: { [unit]: {} } });
    expect((await converge(hostService, on, ctx)).after).toEqual([]);
    const programs = host.executed.length;
    expect((await converge(hostService, on, ctx)).before).toEqual([]);
    expect(host.executed).toHaveLength(programs + 1);
  });

  it("stops and disables", async () => {
    const { systemd, ctx } = setUp({ units: { [unit]: { active: "active", fileState: "enabled" } } });
    expect((await converge(hostService, { unit, enabled: false, running: false }, ctx)).after).toEqual([]);
    expect(systemd.units.get(unit)).toMatchObject({ active: "inactive", fileState: "disabled" });
  });

  it("takes a unit without an install section as enabled", async () => {
    const { ctx } = setUp({ units: { [unit]: { active: "active", fileState: "static" } } });
    expect(await hostService.probe(on, ctx)).toEqual([]);
  });

  it("finds nothing wrong with an absent service that shall be off", async () => {
    const { ctx } = setUp({});
    expect(await hostService.probe({ unit, enabled: false, running: false }, ctx)).toEqual([]);
  });

  it("shows the journal of a service that fails to start", async () => {
    const { ctx } = setUp({
      units: { [unit]: {} },
      onStart: () => ({ active: "failed", result: "exit-code", journal: ["no such file"] }),
    });
    await expect(hostService.apply(on, ctx)).rejects.toMatchObject({
      message: "a.service failed to start: exit-code",
      evidence: ["no such file"],
    });
  });

  it("refuses an unknown unit and a masked one", async () => {
    await expect(hostService.apply(on, setUp({}).ctx)).rejects.toMatchObject({
      message: expect.stringContaining("no unit a.service"),
    });
    const masked = setUp({ units: { [unit]: { load: "masked", fileState: "masked-runtime" } } });
    await expect(hostService.apply(on, masked.ctx)).rejects.toMatchObject({
      message: "a.service is masked (masked-runtime)",
    });
  });
});
