import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { hostId, runId, stepId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../packages/coordinator/src/plan/build-plan.ts";
import { factsOf, fakeSharedPki, fakeSpec } from "../../fakes/cluster.ts";
import { joinSpanMs } from "./join-span.ts";

const run = runId("r-1");
const spec = fakeSpec();
const plan = buildPlan({
  spec,
  specHash: "abc",
  facts: factsOf(spec),
  freshToken: "demo-0123456789abcdef",
  pki: fakeSharedPki(),
});

function at(ms: number, event: ClusterEvent): EventRecord {
  return { seq: 1, at: new Date(ms).toISOString(), event };
}

const started = at(0, { type: "run.started", run, plan, by: "", ignoredChecks: [] });

function granted(ms: number, host: string, name = "join"): EventRecord {
  const step = stepId(`control-plane/${name}/${host}`);
  return at(ms, { type: "lease.granted", run, step, host: hostId(host), attempt: 1 });
}

function finished(ms: number, host: string, outcome: "changed" | "unchanged", name = "join"): EventRecord {
  const step = stepId(`control-plane/${name}/${host}`);
  const rest = { attempt: 1, drift: [], output: null, durationMs: 0, undone: [] };
  return at(ms, { type: "step.finished", run, step, outcome, ...rest });
}

describe("joinSpanMs", () => {
  it("is from the first lease of a join to the end of the last, whatever else runs", () => {
    const records = [
      started,
      granted(1_000, "m1", "init"),
      granted(5_000, "m2"),
      granted(5_010, "m3"),
      finished(13_000, "m2", "changed"),
      finished(14_500, "m3", "changed"),
      finished(20_000, "m1", "changed", "init"),
    ];
    expect(joinSpanMs(records, ["m3", "m2"])).toBe(9_500);
  });

  it("leaves out a host that was a member already", () => {
    const records = [
      started,
      granted(1_000, "m2"),
      finished(1_010, "m2", "unchanged"),
      granted(5_000, "m3"),
      finished(9_000, "m3", "changed"),
    ];
    expect(joinSpanMs(records, ["m3"])).toBe(4_000);
  });

  it("refuses a run in which other hosts joined than those that should", () => {
    const records = [started, granted(5_000, "m3"), finished(9_000, "m3", "changed")];
    expect(() => joinSpanMs(records, ["m2", "m3"])).toThrow("m2, m3 should have joined, not m3");
    expect(() => joinSpanMs([started], ["m3"])).toThrow("m3 should have joined, not no host");
  });
});
