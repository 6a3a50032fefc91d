import { barrierId, type HostId, hostId, runId, stepId } from "@quorate/shared/ids";
import type { Barrier, Plan, Step } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { RunPart, sent, told } from "../../../../test/fakes/run-part.ts";

const run = runId("r-1");
const [m1, m2] = [hostId("m1"), hostId("m2")];
const start = barrierId("start");

function step(id: string, host: HostId, more: Partial<Step> = {}): Step {
  const common = { id: stepId(id), kind: "agent.self-check", host, title: id, needs: [] } as const;
  return { ...common, input: { ordinal: 1 }, timeoutMs: 10_000, ...more } as Step;
}

const write = step("write/m1", m1, { fades: true });
const read = step("read/m2", m2, { needs: [write.id] });
const one = step("start/m1", m1, { barrier: start });
const other = step("start/m2", m2, { barrier: start });
const after = step("after/m1", m1, { needs: [one.id, other.id] });

function planOf(steps: readonly Step[], barrier?: Partial<Barrier>): Plan {
  const whole: Barrier = {
    ...{ id: start, title: "Start", steps: [one.id, other.id], order: "together", armMs: 20_000, windowMs: 60_000 },
    ...{ missed: "ETCD_START_WINDOW_MISSED", undo: true },
    ...barrier,
  };
  return {
    ...{ hash: "h", cluster: "demo", specHash: "s", hosts: [m1, m2], assertions: [] },
    ...{ phases: [{ name: "p", title: "P", steps }], barriers: barrier ? [whole] : [] },
  };
}

describe("a run that goes on", () => {
  const plan = planOf([one, other, after].map(({ barrier: _none, ...rest }) => rest as Step));
  const [first = one, second = other, third = after] = plan.phases[0]?.steps ?? [];

  it("keeps what is done, and leases what was under way again with its attempt under the new epoch", () => {
    const before = RunPart.begin(plan);
    before.begin();
    before.finish(first, "changed");
    const now = before.next(plan);
    expect(told(now.begin())).toEqual(["lease start/m2 1 epoch 2"]);
    expect(told(now.finish(second, "unchanged"))).toEqual(["lease after/m1 1 epoch 2"]);
    now.finish(third, "changed");
    expect(now.end).toMatchObject({ outcome: "done", durationMs: 5_002 });
  });

  it("takes the result that an agent tells of the old epoch", () => {
    const before = RunPart.begin(plan);
    before.begin();
    const now = before.next(plan);
    now.begin();
    now.finish(first, "changed");
    expect(now.log.at(-1)).toMatchObject({ type: "step.finished", step: first.id, attempt: 1 });
  });

  it("stays failed where it had failed, and does what does not need it", () => {
    const before = RunPart.begin(plan);
    before.begin();
    before.finish(first, "failed");
    const now = before.next(plan);
    now.begin();
    now.finish(second, "changed");
    expect(now.end).toMatchObject({ outcome: "failed", failure: { message: "broken" } });
  });

  it("does again what lasts only for a while, before what needs it, and leaves it when nothing does", () => {
    const fading = planOf([write, read]);
    const before = RunPart.begin(fading);
    before.begin();
    expect(told(before.finish(write, "unchanged"))).toEqual(["lease read/m2 1 epoch 1"]);
    const now = before.next(fading);
    expect(told(now.begin())).toEqual(["lease write/m1 2 epoch 2"]);
    expect(told(now.finish(write, "unchanged", 2))).toEqual(["lease read/m2 1 epoch 2"]);
    now.finish(read, "unchanged");
    expect(now.end).toMatchObject({ outcome: "done" });
  });

  it("waits for a host that is away as long as for any other", () => {
    const before = RunPart.begin(plan);
    before.begin();
    const now = before.next(plan);
    const { effects } = now.say({ type: "start", connected: [m1] });
    expect(effects).toContainEqual({ type: "set-timer", key: "lost m2", ms: 15_000 });
  });
});

describe("a barrier that was open when the coordinator stopped", () => {
  const plan = planOf([one, other, after], {});
  const onceOnly = planOf([one, other, after], { once: true });

  function armed(of: Plan): RunPart {
    const part = RunPart.begin(of);
    part.begin();
    part.arm(one);
    return part;
  }

  it("is canceled on every member, and tried again from the start when all have taken back what they did", () => {
    const now = armed(onceOnly).next(onceOnly);
    expect(told(now.begin())).toEqual(["cancel start/m1 1 epoch 2", "cancel start/m2 1 epoch 2"]);
    expect(now.finish(one, "canceled")).toEqual([]);
    expect(told(now.finish(other, "canceled"))).toEqual(["lease start/m1 2 epoch 2", "lease start/m2 2 epoch 2"]);
    now.arm(one, 2);
    expect(told(now.arm(other, 2))).toEqual(["fire start/m1 2 epoch 2", "fire start/m2 2 epoch 2"]);
    now.finish(one, "changed", 2);
    expect(told(now.finish(other, "changed", 2))).toEqual(["lease after/m1 1 epoch 2"]);
  });

  it("is over when it was fired and goes only once: also a member that was done is told to undo, and the way out is a new run", () => {
    const before = armed(onceOnly);
    before.arm(other);
    before.finish(one, "changed");
    const now = before.next(onceOnly);
    expect(told(now.begin())).toEqual(["cancel start/m1 1 epoch 2", "cancel start/m2 1 epoch 2"]);
    now.finish(one, "canceled");
    now.finish(other, "canceled");
    expect(now.end).toMatchObject({
      outcome: "failed",
      failure: { code: "RUN_INTERRUPTED", hint: expect.stringContaining("coordinator bootstrap") },
    });
  });

  it("is tried again when it was fired and may be: with all members, also those that were done", () => {
    const before = armed(plan);
    before.arm(other);
    before.finish(one, "unchanged");
    const now = before.next(plan);
    expect(told(now.begin())).toEqual(["cancel start/m2 1 epoch 2"]);
    expect(told(now.finish(other, "unchanged"))).toEqual(["lease start/m1 2 epoch 2", "lease start/m2 2 epoch 2"]);
  });

  it("fails with the member that failed in it, and is not tried again", () => {
    const before = armed(plan);
    // Its cancel was under way when the coordinator died.
    before.finish(other, "failed");
    const now = before.next(plan);
    expect(told(now.begin())).toEqual(["cancel start/m1 1 epoch 2"]);
    now.finish(one, "canceled");
    expect(now.end).toMatchObject({ outcome: "failed", failure: { message: "broken" } });
  });

  it("survives any number of coordinators that die in it", () => {
    let now = armed(onceOnly);
    for (const attempt of [1, 2, 3]) {
      now = now.next(onceOnly);
      now.begin();
      now.finish(one, "canceled", attempt);
      now.finish(other, "canceled", attempt);
      expect(now.log.filter(({ type }) => type === "lease.granted")).toHaveLength(2 * (attempt + 1));
    }
    expect(now.end).toBeUndefined();
  });
});

describe("a run that is paused", () => {
  const plan = planOf([one, other, after], {});

  it("begins nothing more, takes back a barrier that is not fired, and is left when nothing is under way", () => {
    const part = RunPart.begin(plan);
    part.begin();
    expect(told(sent(part.say({ type: "pause" })))).toEqual(["cancel start/m1 1 epoch 1", "cancel start/m2 1 epoch 1"]);
    part.finish(one, "canceled");
    const { effects } = part.say({
      type: "report",
      host: m2,
      report: {
        ...{ type: "finished", lease: part.lease(other, 1), outcome: "canceled", drift: [], output: {} },
        ...{ durationMs: 1, undone: [] },
      },
    });
    expect(effects.at(-1)).toEqual({ type: "paused" });
    expect(told(part.next(plan).begin())).toEqual(["lease start/m1 2 epoch 2", "lease start/m2 2 epoch 2"]);
  });

  it("lets a start window that is open close by itself", () => {
    const part = RunPart.begin(plan);
    part.begin();
    part.arm(one);
    part.arm(other);
    expect(part.say({ type: "pause" }).effects).toEqual([]);
    part.finish(one, "changed");
    expect(part.finish(other, "changed")).toEqual([]);
    expect(told(part.next(plan).begin())).toEqual(["lease after/m1 1 epoch 2"]);
  });

  it("is over when nothing is left to begin", () => {
    const bare = planOf([after].map((each) => ({ ...each, needs: [] }) as Step));
    const part = RunPart.begin(bare);
    part.begin();
    part.say({ type: "pause" });
    part.finish(after, "changed");
    expect(part.end).toMatchObject({ outcome: "done" });
  });
});

describe("a run that an operator ends", () => {
  const plan = planOf([one, other, after], {});
  const failure = { code: "RUN_ABORTED", message: "alice ended the run" };

  it("cancels what is under way, waits for the answers, and begins nothing more", () => {
    const bare = planOf([write, read]);
    const part = RunPart.begin(bare);
    part.begin();
    expect(told(sent(part.say({ type: "abort", by: "alice" })))).toEqual(["cancel write/m1 1 epoch 1"]);
    expect(part.end).toBeUndefined();
    expect(part.finish(write, "canceled")).toEqual([]);
    expect(part.log.filter(({ type }) => type === "run.aborted")).toMatchObject([{ by: "alice" }]);
    expect(part.end).toMatchObject({ outcome: "failed", failure });
  });

  it("that was interrupted is closed at once when nothing was under way, and else when the agents have answered", () => {
    const idle = RunPart.begin(plan, [{ type: "run.started", run, plan, by: "root", ignoredChecks: [] }]);
    expect(idle.begin({ by: "alice" })).toEqual([]);
    expect(idle.end).toMatchObject({ outcome: "failed", failure });
    const before = RunPart.begin(plan);
    before.begin();
    const now = before.next(plan);
    expect(told(now.begin({ by: "alice" }))).toEqual(["cancel start/m1 1 epoch 2", "cancel start/m2 1 epoch 2"]);
    now.finish(one, "canceled");
    now.finish(other, "canceled");
    expect(now.end).toMatchObject({ outcome: "failed", failure });
  });

  it("gives up agents that do not answer, and names them", () => {
    const bare = planOf([write, read]);
    const part = RunPart.begin(bare);
    part.begin();
    const { effects } = part.say({ type: "abort", by: "alice" });
    expect(effects).toContainEqual({ type: "set-timer", key: "abort", ms: 60_000 });
    part.say({ type: "timer", key: "abort" });
    expect(part.log).toContainEqual(
      expect.objectContaining({ type: "step.finished", step: write.id, outcome: "lost" }),
    );
    expect(part.end).toMatchObject({ outcome: "failed", failure });
  });

  it("says the cancel again to a host that was away", () => {
    const bare = planOf([write, read]);
    const part = RunPart.begin(bare);
    part.begin();
    part.say({ type: "abort", by: "alice" });
    part.say({ type: "presence", presence: { host: m1, connected: false } });
    const back = part.say({ type: "presence", presence: { host: m1, connected: true } });
    expect(told(sent(back))).toEqual(["cancel write/m1 1 epoch 1"]);
  });
});
