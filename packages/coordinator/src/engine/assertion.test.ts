import { assertionId, hostId, stepId } from "@quorate/shared/ids";
import type { Assertion } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { step } from "../plan/step-list.ts";
import { judge } from "./assertion.ts";
import type { StepRecord } from "./run-state.ts";

const record = (name: string, output: unknown): StepRecord => ({
  step: step(stepId(`vip/${name}`), "agent.self-check", hostId(name), { title: "", input: { ordinal: 0 } }),
  state: "done",
  attempt: 1,
  changed: false,
  output,
  failure: undefined,
  marks: [],
});
const assertion = (rule: Assertion["rule"]): Assertion => ({
  id: assertionId("one"),
  title: "exactly one host holds the VIP",
  over: [],
  rule,
  field: "holdsVip",
  failure: "VIP_NOT_SINGLE",
});

describe("judge", () => {
  it("holds when exactly one host says true", () => {
    expect(
      judge(assertion("exactly-one"), [record("m1", { holdsVip: true }), record("m2", { holdsVip: false })]),
    ).toBeUndefined();
  });

  it.each([
    ["two", true],
    ["no", false],
  ])("fails with what every host said when %s host holds it", (_, value) => {
    const cause = judge(assertion("exactly-one"), [
      record("m1", { holdsVip: value }),
      record("m2", { holdsVip: value }),
    ]);
    expect(cause).toMatchObject({
      code: "VIP_NOT_SINGLE",
      evidence: [`m1: holdsVip = ${value}`, `m2: holdsVip = ${value}`],
    });
  });

  it("takes an output without the field as an answer of its own", () => {
    expect(judge(assertion("all-equal"), [record("m1", { holdsVip: true }), record("m2", null)])?.evidence).toContain(
      "m2: holdsVip = undefined",
    );
  });
});
