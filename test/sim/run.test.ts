import { hostId } from "@quorate/shared/ids";
import { planSteps, type Step } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { fakeHosts, fakeSpec, fakeWorkers } from "../fakes/cluster.ts";
import { Simulation, simPlan } from "./harness.ts";
import { seededRandom } from "./random.ts";
import type { Trouble } from "./sim-host.ts";

const plan = simPlan(3);
const isStart = (step: Step): boolean => step.kind === "etcd.start";
const on =
  (host: string, which: (step: Step) => boolean, trouble: Trouble) =>
  (id: string, step: Step): Trouble | undefined =>
    id === host && which(step) ? trouble : undefined;

function startedMembers(sim: Simulation): readonly string[] {
  return plan.hosts.filter((id) => [...sim.host(id).converged].some((step) => step.startsWith("etcd/start/")));
}

describe("a run without trouble", () => {
  it("ends done with every step done, and no promise broken", async () => {
    const sim = new Simulation(plan, 1);
    expect(await sim.finish()).toMatchObject({ outcome: "done" });
    expect(sim.log.events("step.finished")).toHaveLength(planSteps(plan).length);
    expect(sim.violations).toEqual([]);
  });

  it("never runs two package-manager steps of one host at once", async () => {
    const sim = new Simulation(plan, 2);
    await sim.finish();
    expect(plan.hosts.map((id) => sim.host(id).overlaps)).toEqual([0, 0, 0]);
  });

  it("starts the first etcd member, and the others only after its peer port answers", async () => {
    const sim = new Simulation(plan, 3);
    await sim.finish();
    const at = (type: string, match: (event: unknown) => boolean) =>
      sim.log.records.findIndex(({ event }) => event.type === type && match(event));
    const fired = sim.log.events("barrier.fired").filter(({ barrier }) => barrier === "etcd/start");
    expect(fired.map(({ host }) => host)).toEqual(["m1", "m2", "m3"]);
    const gate = at("step.mark", (event) => JSON.stringify(event).includes("port-open"));
    expect(at("barrier.fired", (event) => JSON.stringify(event).includes('etcd/start","host":"m2'))).toBeGreaterThan(
      gate,
    );
  });

  it("changes nothing the second time", async () => {
    const first = new Simulation(plan, 4);
    await first.finish();
    const second = new Simulation(plan, 5, {}, "r-2");
    for (const id of plan.hosts) for (const step of first.host(id).converged) second.host(id).converged.add(step);
    expect(await second.finish()).toMatchObject({ outcome: "done" });
    const changed = second.log.events("step.finished").filter(({ outcome }) => outcome === "changed");
    expect(changed.map(({ step }) => step).filter((step) => !step.startsWith("network/reach"))).toEqual([]);
  });

  it("drives workers and stacked etcd as well, joining control-plane hosts one after the other", async () => {
    const hosts = [...fakeHosts(3), ...fakeWorkers(2)];
    const sim = new Simulation(simPlan(3, { hosts, etcd: { ...fakeSpec().etcd, topology: "stacked" } }), 17);
    expect(await sim.finish()).toMatchObject({ outcome: "done" });
    const place = (type: "lease.granted" | "step.finished", step: string) =>
      sim.log.records.findIndex(({ event }) => event.type === type && event.step === step);
    expect(place("lease.granted", "control-plane/join/m3")).toBeGreaterThan(
      place("step.finished", "control-plane/join/m2"),
    );
    expect(place("lease.granted", "workers/join/w1")).toBeLessThan(place("step.finished", "control-plane/join/m3"));
  });

  it("drives nine members as well as three", async () => {
    const sim = new Simulation(simPlan(9), 6);
    expect(await sim.finish()).toMatchObject({ outcome: "done" });
  });
});

describe("trouble around the etcd start window", () => {
  it("fault 31: starts nothing anywhere when one member refuses to arm", async () => {
    const sim = new Simulation(plan, 7, { trouble: on("m2", isStart, "arm-fails") });
    expect(await sim.finish()).toMatchObject({ outcome: "failed", failure: { code: "STEP_COMMAND_FAILED" } });
    expect(sim.log.events("barrier.fired").filter(({ barrier }) => barrier === "etcd/start")).toEqual([]);
    expect(startedMembers(sim)).toEqual([]);
  });

  it.each(["m1", "m2", "m3"])("fault 32: undoes every started member when %s dies at its start", async (host) => {
    const sim = new Simulation(plan, 8, { trouble: on(host, isStart, "fire-fails") });
    expect(await sim.finish()).toMatchObject({ outcome: "failed" });
    expect(startedMembers(sim)).toEqual([]);
    expect(sim.log.events("barrier.finished").at(-1)).toMatchObject({ result: { outcome: "canceled" } });
  });

  it("fault 21: cancels when a member hangs in PREPARE, and names it", async () => {
    const sim = new Simulation(plan, 9, { trouble: on("m3", isStart, "hangs") });
    const end = await sim.finish();
    expect(end?.failure?.message).toContain("m3 did not become ready within 20 s; nothing was started");
    expect(startedMembers(sim)).toEqual([]);
  });

  it("fault 30: cancels when a host is unplugged in PREPARE, and starts no member", async () => {
    const sim = new Simulation(plan, 10);
    sim.log.subscribe(({ event }) => {
      if (event.type === "lease.granted" && event.step === "etcd/start/m2") sim.fleet.unplug(hostId("m2"));
    });
    const end = await sim.finish();
    expect(end).toMatchObject({ outcome: "failed", failure: { code: "HOST_LOST" } });
    expect(startedMembers(sim)).toEqual([]);
  });

  it("fault 18: goes on when the host is back before it is given up", async () => {
    const sim = new Simulation(plan, 11);
    sim.log.subscribe(({ event }) => {
      if (event.type !== "lease.granted" || event.step !== "system/modules/m2") return;
      sim.fleet.unplug(hostId("m2"));
      sim.clock.after(10_000, () => sim.fleet.plug(hostId("m2")));
    });
    expect(await sim.finish()).toMatchObject({ outcome: "done" });
  });
});

describe("a broken stream", () => {
  it("ends the run when a host comes back after a cancel that it never heard", async () => {
    const sim = new Simulation(plan, 15, { trouble: on("m2", isStart, "hangs") });
    sim.log.subscribe(({ event }) => {
      if (event.type !== "lease.granted" || event.step !== "etcd/start/m2") return;
      // Away just while the cancel is sent, and back before the host counts as lost.
      sim.clock.after(18_000, () => sim.fleet.unplug(hostId("m2")));
      sim.clock.after(30_000, () => sim.fleet.plug(hostId("m2")));
    });
    expect(await sim.finish()).toMatchObject({ outcome: "failed", failure: { code: "ETCD_START_WINDOW_MISSED" } });
    expect(startedMembers(sim)).toEqual([]);
  });

  it("fires a member whose command was lost when its stream is back", async () => {
    const sim = new Simulation(plan, 16);
    sim.log.subscribe(({ event }) => {
      if (event.type !== "barrier.fired" || event.barrier !== "etcd/start" || event.host !== "m1") return;
      sim.fleet.unplug(hostId("m1"));
      sim.clock.after(8_000, () => sim.fleet.plug(hostId("m1")));
    });
    expect(await sim.finish()).toMatchObject({ outcome: "done" });
  });
});

describe("trouble elsewhere", () => {
  it("finishes what does not depend on the failed step, and ends failed", async () => {
    const sim = new Simulation(plan, 12, { trouble: on("m2", (step) => step.kind === "host.modules", "fails") });
    expect(await sim.finish()).toMatchObject({ outcome: "failed" });
    expect(sim.host("m1").converged).toContain("packages/install/m1");
    expect(sim.host("m2").converged).toContain("packages/install/m2");
    expect(sim.host("m2").converged).not.toContain("system/sysctl/m2");
    expect(sim.violations).toEqual([]);
  });

  it("tries a package step again when it failed in a way that may heal", async () => {
    const sim = new Simulation(plan, 13, {
      trouble: on("m1", (step) => step.kind === "package.install", "fails-once"),
    });
    expect(await sim.finish()).toMatchObject({ outcome: "done" });
    expect(sim.log.events("lease.granted").filter(({ step }) => step === "packages/install/m1")).toHaveLength(2);
  });

  it("gives a step up when it exceeds its limit, and says so", async () => {
    const sim = new Simulation(plan, 14, { trouble: on("m3", (step) => step.kind === "host.sysctl", "hangs") });
    const end = await sim.finish();
    expect(end?.failure).toMatchObject({ code: "STEP_TIMED_OUT" });
    expect(end?.failure?.message).toContain("m3");
  });
});

/** A run under random failures, duplicates, delays and one cut host. */
function storm(seed: number) {
  const random = seededRandom(seed);
  const troubles: readonly Trouble[] = ["fails", "fails-once", "hangs", "arm-fails", "fire-fails"];
  const trouble = (): Trouble | undefined =>
    random() < 0.004 ? troubles[Math.floor(random() * troubles.length)] : undefined;
  const sim = new Simulation(plan, seed, { trouble, network: { duplicate: 0.1, latencyMs: 1 + 20 * random() } });
  const cut = random() < 0.3 ? plan.hosts[Math.floor(random() * plan.hosts.length)] : undefined;
  const cutAt = random() * 4_000;
  if (cut) {
    sim.clock.after(cutAt, () => sim.fleet.unplug(cut));
    if (random() < 0.5) sim.clock.after(cutAt + random() * 20_000, () => sim.fleet.plug(cut));
  }
  return { sim, cut };
}

describe("seeded storms", () => {
  it("always end, never break a promise, and leave no etcd member running after a cancel", async () => {
    const outcomes = { done: 0, failed: 0 };
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const { sim, cut } = storm(seed);
      const end = await sim.finish();
      expect(end, `seed ${seed} hung`).toBeDefined();
      expect(sim.violations, `seed ${seed}`).toEqual([]);
      if (end) outcomes[end.outcome] += 1;
      const good = sim.log
        .events("step.finished")
        .filter(({ outcome }) => outcome === "changed" || outcome === "unchanged");
      const all = new Set(good.map(({ step }) => step)).size === planSteps(plan).length;
      expect(all, `seed ${seed} ended ${end?.outcome}`).toBe(end?.outcome === "done");
      const canceled = sim.log.events("barrier.finished").some(({ result }) => result.outcome === "canceled");
      // A host that was cut off cannot be told to undo; its member alone has no quorum.
      if (canceled)
        expect(startedMembers(sim).filter((id) => id !== cut).length, `seed ${seed}`).toBeLessThanOrEqual(1);
    }
    expect(outcomes.done).toBeGreaterThan(100);
    expect(outcomes.failed).toBeGreaterThan(100);
    // A thousand runs: seconds on an idle machine, and every step more makes each of them longer.
  }, 60_000);
});
