import { describe, expect, it } from "vitest";
import { busyTicks, coresOfOthers, processTicks } from "./machine-load.ts";

describe("coresOfOthers", () => {
  it("is what the machine did and the benchmark did not, per elapsed time", () => {
    const before = { atMs: 1_000, machineMs: 5_000, oursMs: 2_000 };
    expect(coresOfOthers(before, { atMs: 2_000, machineMs: 6_500, oursMs: 2_600 })).toBeCloseTo(0.9);
  });

  it("is never below nothing, though the two are read one after the other", () => {
    const before = { atMs: 0, machineMs: 100, oursMs: 100 };
    expect(coresOfOthers(before, { atMs: 10, machineMs: 110, oursMs: 120 })).toBe(0);
  });
});

describe("busyTicks", () => {
  it("leaves out idle time and the wait for disks, and counts stolen time", () => {
    expect(busyTicks("cpu  10 20 30 4000 500 6 7 8 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n")).toBe(10 + 20 + 30 + 6 + 7 + 8);
  });
});

describe("processTicks", () => {
  it("counts a process and its ended children, whatever the process is called", () => {
    const stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 100 200 0 0 11 22 33 44 20 0 1 0 500";
    expect(processTicks(stat)).toBe(11 + 22 + 33 + 44);
  });
});
