import type { Report } from "@quorate/shared/command";
import { runId, stepId } from "@quorate/shared/ids";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { ReportBudget } from "./report-budget.ts";

const lease = { run: runId("r-1"), epoch: 1n, step: stepId("m1/x"), attempt: 1 };
const output = (bytes: number, dropped = 0): Report => ({ type: "output", lease, lines: ["x".repeat(bytes)], dropped });
const mark: Report = { type: "mark", lease, mark: { name: "started", atNs: 1n, errorNs: 1n } };
const finished: Report = {
  ...{ type: "finished", lease, outcome: "changed", drift: [], output: {}, durationMs: 1, undone: [] },
};

/** Says so much at once that nothing is left. */
function spent(): { budget: ReportBudget; clock: ManualClock } {
  const clock = new ManualClock();
  const budget = new ReportBudget(clock);
  for (let said = 0; said < 10_000; said++) budget.admit(output(1_000));
  while (budget.admit(mark));
  return { budget, clock };
}

describe("the budget of what a host may say", () => {
  test("lets a few thousand lines through at once", () => {
    const budget = new ReportBudget(new ManualClock());
    for (let said = 0; said < 3_000; said++) expect(budget.admit(output(1_000))).toBeDefined();
  });

  test("holds a flood back to 64 KiB a second, and counts what it held back", async () => {
    const { budget, clock } = spent();
    expect(budget.admit(output(1_000))).toBeUndefined();
    await clock.advance(1_000);
    let passed = 0;
    let dropped = 0;
    for (let said = 0; said < 1_000; said++) {
      const report = budget.admit(output(1_000));
      if (report?.type !== "output") continue;
      passed += 1;
      dropped += report.dropped;
    }
    expect(passed).toBeGreaterThan(40);
    expect(passed).toBeLessThan(66);
    expect(dropped).toBeGreaterThan(6_000);
  });

  test("never holds the end of a step back", () => {
    expect(spent().budget.admit(finished)).toBe(finished);
  });

  test("passes the agent's own count of dropped lines on", () => {
    expect(new ReportBudget(new ManualClock()).admit(output(10, 7))).toMatchObject({ dropped: 7 });
  });
});
