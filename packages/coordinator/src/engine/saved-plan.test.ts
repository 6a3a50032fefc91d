import { describe, expect, it } from "vitest";
import { failedRun } from "../../../../test/fakes/scripted-runs.ts";
import { foldEvents } from "../journal/cluster-state.ts";
import { readSavedPlan, refuseStale, refuseUsed, type SavedPlan } from "./saved-plan.ts";

const saved: SavedPlan = { hash: "4b1e9a03".repeat(8), specHash: "s1", freshToken: "demo-0123456789abcdef" };

describe("a saved plan", () => {
  it("is what makes the same plan again, and nothing else is read as one", () => {
    expect(readSavedPlan(JSON.stringify({ ...saved, kind: "SavedPlan" }))).toEqual(saved);
    for (const text of [
      "",
      "[]",
      "{}",
      JSON.stringify({ ...saved, hash: "x" }),
      JSON.stringify({ ...saved, freshToken: "../x" }),
    ]) {
      expect(() => readSavedPlan(text)).toThrow("the saved plan cannot be read");
    }
  });

  it("is carried out while it is still the plan", () => {
    expect(() => refuseStale(saved, { ...saved })).not.toThrow();
    expect(() => refuseUsed(saved, [])).not.toThrow();
  });

  it.each([
    [
      "the spec",
      { ...saved, hash: "a".repeat(64), specHash: "s2" },
      "the spec has changed since plan 4b1e9a03 was saved",
    ],
    ["a host", { ...saved, hash: "a".repeat(64) }, "a host is no longer what it was since plan 4b1e9a03 was saved"],
  ])("is refused when %s has moved since", (_what, now, message) => {
    expect(() => refuseStale(saved, now)).toThrow(message);
  });

  it("is refused the second time, for its etcd token is used once", () => {
    expect(() => refuseUsed(saved, foldEvents(failedRun().records).runs)).toThrow(
      "plan 4b1e9a03 was carried out already, by run r-7f3c",
    );
  });
});
