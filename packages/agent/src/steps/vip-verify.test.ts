import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import type { DialResult } from "../host/host.ts";
import { vipVerify } from "./vip-verify.ts";

const vip = "192.168.1.33";
const input = { vip, prefix: 32, port: 12_567, stableMs: 1_000 };
const own = { interface: "eth0", address: "192.168.1.90", prefix: 24, mac: "02:00:00:00:00:90" };
const virtual = { ...own, address: vip, prefix: 32 };
const yes: DialResult = { reached: true, connectMs: 1 };
const no: DialResult = { reached: false, connectMs: 1, problem: "refused", detail: "" };

describe("vip.verify", () => {
  it("answers once the same was seen for long enough", async () => {
    const clock = new InstantClock(() => undefined, 0);
    const host = fakeHost({ addresses: [own, virtual], dial: () => yes });
    expect(await vipVerify.check(input, fakeStepContext(host, { clock }))).toEqual({
      holdsVip: true,
      portAnswers: true,
    });
    expect(clock.wallMs()).toBeGreaterThanOrEqual(1_000);
  });

  it("starts to count anew when the VIP moves", async () => {
    const host = fakeHost({ addresses: [own, virtual], dial: () => yes });
    const clock = new InstantClock((now) => {
      if (now >= 700) host.addresses = [own];
    }, 0);
    const ctx = fakeStepContext(host, { clock });
    expect(await vipVerify.check(input, ctx)).toEqual({ holdsVip: false, portAnswers: true });
    expect(clock.wallMs()).toBeGreaterThanOrEqual(1_700);
    expect(ctx.lines).toEqual([
      "this host holds the VIP, its port answers",
      "this host does not hold the VIP, its port answers",
    ]);
  });

  it("waits for the port, and says what it saw when time is up", async () => {
    const stop = new AbortController();
    const clock = new InstantClock((now) => {
      if (now >= 5_000) stop.abort(new AppError("STEP_TIMED_OUT", "too long"));
    }, 0);
    const host = fakeHost({ addresses: [own], dial: () => no });
    await expect(vipVerify.check(input, fakeStepContext(host, { clock, signal: stop.signal }))).rejects.toMatchObject({
      code: "STEP_TIMED_OUT",
      message: expect.stringContaining("this host does not hold the VIP, its port does not answer: refused"),
    });
  });

  it("lets a cancel be a cancel", async () => {
    const reason = new Error("canceled");
    const ctx = fakeStepContext(fakeHost({ dial: () => no }), { signal: AbortSignal.abort(reason) });
    await expect(vipVerify.check(input, ctx)).rejects.toBe(reason);
  });
});
