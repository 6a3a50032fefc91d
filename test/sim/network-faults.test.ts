import type { ClusterEvent } from "@quorate/shared/events";
import { hostId } from "@quorate/shared/ids";
import { describe, expect, it, vi } from "vitest";
import { scenes } from "./plans.ts";
import { Site, type SiteOptions } from "./world/site.ts";

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const { disk } = await import("./world/disk.ts");
  return { ...real, ...disk.modules(real) };
});

const [scene = noScene()] = scenes;
const m2 = hostId("m2");

function noScene(): never {
  throw new Error("there is nothing to do");
}

function siteWith(options: Partial<SiteOptions> = {}): Site {
  return new Site({ ...scene, seed: 3, ...options });
}

const undisturbed = siteWith().finish();

/** A whole cluster in so many runs, with everything done once and as if nothing had happened. */
async function expectWhole(site: Site, runs = 1): Promise<void> {
  const { digest } = await undisturbed;
  const end = await site.finish();
  expect(end).toMatchObject({ outcome: "done", violations: [] });
  expect(end.runs).toBeLessThanOrEqual(runs);
  expect(end.digest).toBe(digest);
}

/** Acts once, when the lease of this step is granted. */
function whenGranted(site: Site, step: string, act: () => void): void {
  const off = site.log.subscribe(({ event }) => {
    if (event.type !== "lease.granted" || event.step !== step) return;
    off();
    act();
  });
}

type StepFinished = Extract<ClusterEvent, { type: "step.finished" }>;

function isGoodEnd(event: ClusterEvent): event is StepFinished {
  return event.type === "step.finished" && (event.outcome === "changed" || event.outcome === "unchanged");
}

const install = "packages/install/m2";

describe("a link", () => {
  it("fault 18: that is cut for 5 s in the middle of a step costs nothing: the step ends on its host, and its result comes", async () => {
    const site = siteWith();
    whenGranted(site, install, () => {
      site.wire.cut(m2, "to-agent", "to-coordinator");
      site.clock.after(5_000, () => site.wire.heal(m2));
    });
    await expectWhole(site);
    expect(site.log.events("host.lost").map(({ host }) => host)).toEqual(["m2"]);
  });

  it.each([60, 600])(
    "fault 18: that is cut for %i s fails the run with the host's name, and what was done meanwhile is not done again",
    async (seconds) => {
      const site = siteWith();
      whenGranted(site, install, () => {
        site.wire.cut(m2, "to-agent", "to-coordinator");
        site.clock.after(seconds * 1_000, () => site.wire.heal(m2));
      });
      await expectWhole(site, 2);
      const [first] = site.log.events("run.finished");
      expect(first).toMatchObject({ outcome: "failed", failure: { code: "HOST_LOST" } });
      expect(first?.failure?.message).toContain("m2 did not answer for 15 s");
    },
  );

  it("fault 19: that loses what the agent says makes the host count as lost within 15 s, and no step of it as done", async () => {
    const site = siteWith();
    let cutNs = 0n;
    whenGranted(site, install, () => {
      cutNs = site.clock.monoNs();
      site.wire.cut(m2, "to-coordinator");
      site.clock.after(60_000, () => site.wire.heal(m2));
    });
    const lostAfterMs: number[] = [];
    const falselyDone: string[] = [];
    site.log.subscribe(({ event }) => {
      const ms = Number(site.clock.monoNs() - cutNs) / 1e6;
      // What was on its way when the link was cut still came.
      const cut = cutNs !== 0n && ms > 5 && ms < 60_000;
      if (cut && event.type === "host.lost" && event.host === "m2") lostAfterMs.push(ms);
      if (cut && isGoodEnd(event) && event.step.endsWith("/m2")) falselyDone.push(event.step);
    });
    await expectWhole(site, 2);
    expect(lostAfterMs[0]).toBeLessThanOrEqual(15_000);
    expect(falselyDone).toEqual([]);
  });

  it("fault 15: that brings every command and every report twice changes nothing", async () => {
    const repeated = ["command", "report"];
    await expectWhole(
      siteWith({ fate: (_host, _direction, { type }) => (repeated.includes(type) ? "twice" : "once") }),
    );
  });

  it("fault 16: that brings a command when a later coordinator has ended the run brings it to an agent that refuses it", async () => {
    let held = false;
    const site = siteWith({
      interrupted: "abort",
      fate: (_host, direction, message) => {
        if (direction !== "to-agent" || message.type !== "command" || message.command.lease.step !== install)
          return "once";
        if (held) return { laterMs: 600_000 };
        held = true;
        site.clock.after(1, () => site.coordinator?.kill());
        return { laterMs: 90_000 };
      },
    });
    expect(await site.finish()).toMatchObject({ outcome: "failed", runs: 1, violations: [] });
    expect(site.failure).toMatchObject({ code: "RUN_ABORTED" });
    await site.clock.run(() => false, 120_000);
    expect(held).toBe(true);
    expect([...(site.machines.get(m2)?.held.keys() ?? [])].filter((what) => what.startsWith("package"))).toEqual([]);
    expect(site.log.events("step.finished").find(({ step }) => step === install)).toMatchObject({
      outcome: "lost",
    });
  });

  it("fault 17: that breaks with the result of a step on it brings the same result on the next stream", async () => {
    const lost = new Set<string>();
    const site = siteWith({
      fate: (_host, _direction, message) => {
        if (message.type !== "report" || message.report.type !== "finished") return "once";
        const { step } = message.report.lease;
        // Every fifth step; each once.
        if (lost.has(step) || lost.size * 5 > lost.size + site.log.events("step.finished").length) return "once";
        lost.add(step);
        return "broken";
      },
    });
    await expectWhole(site);
    expect(lost.size).toBeGreaterThan(10);
  });
});

describe("a slow host", () => {
  it("fault 21: holds up nobody but who needs it, and the cluster forms with it", async () => {
    const site = siteWith();
    site.agent("m2").slowDown(20);
    await expectWhole(site);
    const at = (step: string) =>
      site.log.records.findIndex(({ event }) => event.type === "step.finished" && event.step === step);
    expect(at("packages/install/m1")).toBeLessThan(at("system/sysctl/m2"));
    expect(at("packages/install/m3")).toBeLessThan(at("system/sysctl/m2"));
  });

  it("fault 21: that does not become ready for the start window is named, and nothing is started", async () => {
    const site = siteWith();
    whenGranted(site, "etcd/start/m2", () => {
      site.wire.cut(m2, "to-agent");
      site.clock.after(60_000, () => site.wire.heal(m2));
    });
    await expectWhole(site, 2);
    const [first] = site.log.events("run.finished");
    expect(first?.failure?.message).toContain("m2 did not become ready within 20 s; nothing was started");
    const fired = site.log.events("barrier.fired").filter(({ barrier }) => barrier === "etcd/start");
    expect(new Set(fired.map(({ run }) => run))).toEqual(new Set(["r-2"]));
  });
});

describe("a coordinator", () => {
  it("fault 24: whose disk is full sends no command without its intent, and goes on when there is room", async () => {
    const site = siteWith();
    site.clock.after(2_000, () => {
      site.log.full = true;
    });
    site.clock.after(12_000, () => {
      site.log.full = false;
    });
    await expectWhole(site);
    expect(site.log.events("coordinator.started").length).toBe(2);
  });

  it("fault 45: that comes back after 40 minutes makes good again what lasts only for a while", async () => {
    const died = new Set<string>();
    const diesAt = (who: string, point: string, step: string): boolean => {
      const due =
        who === "coordinator" && point === "unsent" && ["etcd/read-proof/m3", "workers/join/w1"].includes(step);
      if (!due || died.has(step)) return false;
      died.add(step);
      return true;
    };
    const site = siteWith({ diesAt, awayMs: 2_400_000 });
    await expectWhole(site);
    expect(died.size).toBe(2);
    const again = site.log.events("lease.granted").filter(({ attempt }) => attempt > 1);
    expect(again.map(({ step }) => step)).toEqual(["etcd/write-proof/m1", "control-plane/token/m1"]);
  });
});
