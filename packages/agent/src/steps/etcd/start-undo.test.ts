import { describe, expect, it } from "vitest";
import { etcdStartInput, etcdStartWorld, walFile } from "../../../../../test/fakes/etcd-start-world.ts";
import { etcdMember as member } from "../../../../../test/fakes/fake-etcd.ts";
import { fakeStepContext } from "../../../../../test/fakes/fake-step-context.ts";
import { etcdStartBy } from "../etcd-start.ts";

describe("etcd.start, undoing", () => {
  it("stops what it started and renames the data it made", async () => {
    const { handler, ctx, host, systemd } = etcdStartWorld();
    await handler.arm(etcdStartInput, ctx);
    await expect(handler.fire(etcdStartInput, ctx)).rejects.toMatchObject({ code: "ETCD_START_WINDOW_MISSED" });
    const said = await handler.undo(etcdStartInput, ctx);
    expect(said).toEqual([
      "stopped etcd.service",
      expect.stringMatching(/^its data is now in \/var\/lib\/quorate-etcd\.canceled-20231114T\d{6}Z$/),
    ]);
    const [renamed = ""] = (await host.files.list("/var/lib"))?.filter((name) => name.includes(".canceled-")) ?? [];
    expect(host.files.text(`/var/lib/${renamed}/member/wal/0.wal`)).toBe("data");
    expect(await host.files.list(member.dataDir)).toEqual([]);
    expect(await host.files.status(member.dataDir)).toMatchObject({ mode: 0o700, uid: 990 });
    expect(systemd.units.get("etcd.service")?.active).toBe("inactive");
  });

  it("does so in an agent that was started anew in between", async () => {
    const first = etcdStartWorld();
    await first.handler.arm(etcdStartInput, first.ctx);
    first.appear();
    const again = etcdStartBy(first.etcd.connect);
    expect(await again.undo(etcdStartInput, first.ctx)).toContainEqual(expect.stringContaining("its data is now in"));
  });

  it("does nothing when it was only armed", async () => {
    const { handler, ctx, host } = etcdStartWorld();
    await handler.arm(etcdStartInput, ctx);
    expect(await handler.undo(etcdStartInput, ctx)).toEqual(["nothing was started"]);
    expect(await host.files.list("/var/lib")).toEqual(["quorate-etcd"]);
    expect(await handler.undo(etcdStartInput, ctx)).toEqual(["nothing was started"]);
  });

  it("leaves a formed member running that was merely started", async () => {
    const { handler, ctx, host, systemd, etcd } = etcdStartWorld({
      formed: true,
      files: { [walFile]: "data", [member.dataDir]: { kind: "directory", mode: 0o700, owner: "etcd" } },
    });
    await handler.arm(etcdStartInput, ctx);
    etcd.ready();
    await handler.fire(etcdStartInput, ctx);
    expect(await handler.undo(etcdStartInput, ctx)).toEqual([
      "etcd.service belongs to a formed cluster and stays as it is",
    ]);
    expect(systemd.units.get("etcd.service")?.mainPid).toBe(4242);
    expect(host.files.text(walFile)).toBe("data");
  });

  it("keeps data that was there before the attempt", async () => {
    const { handler, ctx, host } = etcdStartWorld({
      files: { [walFile]: "data", [member.dataDir]: { kind: "directory", mode: 0o700, owner: "etcd" } },
    });
    await handler.arm(etcdStartInput, ctx);
    await expect(handler.fire(etcdStartInput, ctx)).rejects.toMatchObject({ code: "ETCD_START_WINDOW_MISSED" });
    expect(await handler.undo(etcdStartInput, ctx)).toEqual(["stopped etcd.service"]);
    expect(host.files.text(walFile)).toBe("data");
  });

  it("leaves a member alone that ran before the attempt", async () => {
    const { handler, ctx, systemd } = etcdStartWorld({ unit: { active: "activating", mainPid: 55 } });
    await handler.arm(etcdStartInput, ctx);
    expect(await handler.undo(etcdStartInput, ctx)).toEqual(["etcd.service ran before and stays as it is"]);
    expect(systemd.units.get("etcd.service")?.mainPid).toBe(55);
  });

  it("kills a member that does not stop", async () => {
    const { handler, ctx, host, systemd, appear } = etcdStartWorld();
    await handler.arm(etcdStartInput, ctx);
    await host.exec(["systemctl", "start", "--", "etcd.service"]);
    appear();
    const stubborn = fakeStepContext(
      { ...host, run: async (argv, options) => (argv[1] === "stop" ? "" : host.run(argv, options)) },
      { clock: ctx.clock },
    );
    expect(await handler.undo(etcdStartInput, stubborn)).toContain(
      "killed etcd.service, which did not stop within 15 s",
    );
    expect(systemd.units.get("etcd.service")?.mainPid).toBe(0);
  });

  it("keeps an undone member from starting with the next boot", async () => {
    const { handler, ctx, systemd } = etcdStartWorld({ unit: { fileState: "enabled" } });
    await handler.arm(etcdStartInput, ctx);
    expect(await handler.undo(etcdStartInput, ctx)).toEqual(["disabled etcd.service"]);
    expect(systemd.units.get("etcd.service")?.fileState).toBe("disabled");
  });
});
