import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { assertionId, barrierId, hostId, runId, stepId } from "@quorate/shared/ids";
import type { Assertion, Barrier, Plan, Step } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { step } from "../../../packages/coordinator/src/plan/step-list.ts";
import { criticalPath } from "./critical-path.ts";

const run = runId("r-1");
const host = hostId("m1");

interface Given {
  readonly ms: number;
  readonly needs?: readonly Step["needs"][number][];
  readonly barrier?: string;
}

function plan(given: Readonly<Record<string, Given>>, assertions: readonly Assertion[] = []): Plan {
  const steps = Object.entries(given).map(([id, { needs = [], barrier }], ordinal) =>
    step(
      stepId(id),
      "agent.self-check",
      host,
      { title: id, input: { ordinal }, needs },
      barrier === undefined ? {} : { barrier: barrierId(barrier) },
    ),
  );
  const barriers: readonly Barrier[] = [];
  const phases = [{ name: "p", title: "", steps }];
  return { hash: "", cluster: "", specHash: "", hosts: [host], phases, barriers, assertions };
}

function records(given: Readonly<Record<string, Given>>, assertions?: readonly Assertion[]): readonly EventRecord[] {
  const events: readonly ClusterEvent[] = [
    { type: "run.started", run, plan: plan(given, assertions), by: "", ignoredChecks: [] },
    ...Object.entries(given).map(([id, { ms }]) => finished(id, ms)),
  ];
  return events.map((event, index) => ({ seq: index + 1, at: "", event }));
}

function finished(id: string, durationMs: number): ClusterEvent {
  const rest = { attempt: 1, drift: [], output: null, undone: [] };
  return { type: "step.finished", run, step: stepId(id), outcome: "changed", durationMs, ...rest };
}

const a = stepId("a");
const b = stepId("b");

describe("criticalPath", () => {
  it("is the longest chain, not the longest step nor the sum of all", () => {
    expect(criticalPath(records({ a: { ms: 10 }, b: { ms: 25 }, c: { ms: 20, needs: [a] } }))).toEqual({
      ms: 30,
      links: [
        { step: "a", ms: 10 },
        { step: "c", ms: 20 },
      ],
    });
  });

  it("goes through an assertion to the steps that it judges", () => {
    const id = assertionId("sound");
    const sound: Assertion = { id, title: "", over: [a, b], rule: "all-equal", field: "x", failure: "VIP_NOT_SINGLE" };
    expect(criticalPath(records({ a: { ms: 10 }, b: { ms: 25 }, c: { ms: 20, needs: [id] } }, [sound])).ms).toBe(45);
  });

  it("lets the members of a barrier begin together", () => {
    const given = {
      a: { ms: 10 },
      b: { ms: 25 },
      c: { ms: 5, needs: [a], barrier: "start" },
      d: { ms: 1, needs: [b], barrier: "start" },
    };
    expect(criticalPath(records(given)).ms).toBe(30);
  });

  it("counts every attempt of a step", () => {
    const again = { seq: 9, at: "", event: finished("a", 7) };
    expect(criticalPath([...records({ a: { ms: 10 } }), again]).ms).toBe(17);
  });

  it("refuses events that begin in the middle of a run", () => {
    expect(() => criticalPath(records({ a: { ms: 10 } }).slice(1))).toThrow("run.started is missing");
  });
});
