import { describe, expect, it } from "vitest";
import { report } from "./report.ts";
import type { Way } from "./way.ts";

const way = (name: string): Way => ({ name, title: `the way ${name}`, measure: async () => 0 });
const contest = { ours: way("ours"), baselines: [way("slow")] };
const rounds = [
  { way: "ours", ms: 10, others: 0.1 },
  { way: "slow", ms: 1_000, others: 0.2 },
  { way: "ours", ms: 20, others: 0.3 },
  { way: "slow", ms: 2_000, others: 0.7 },
];
const input = {
  name: "demo",
  question: "how long does it take?",
  contest,
  measured: { rounds, repeated: 2, busy: 1 },
  targets: [
    { baseline: "slow", measure: "mean", atLeast: 50 },
    { baseline: "slow", measure: "p90", atLeast: 500 },
  ] as const,
  ownRatios: [],
  notes: ["a note"],
};

describe("report", () => {
  it("gives each baseline's figures and its ratio to ours", () => {
    const { result } = report(input);
    expect(result.ours).toMatchObject({ n: 2, mean: 15, max: 20 });
    expect(result.baselines["slow"]).toMatchObject({ n: 2, mean: 1_500, ratio: { mean: 100, median: 100 } });
    expect(result.baselines["slow"]?.ratio.ci95).toHaveLength(2);
  });

  it("says which targets are missed", () => {
    const { lines, met } = report(input);
    expect(met).toBe(false);
    expect(lines.filter((line) => line.endsWith(" met"))).toHaveLength(1);
    expect(lines.filter((line) => line.endsWith(" missed"))).toHaveLength(1);
    expect(report({ ...input, targets: input.targets.slice(0, 1) }).met).toBe(true);
  });

  it("calls a target missed when its baseline was not measured", () => {
    const targets = [{ baseline: "absent", measure: "mean", atLeast: 1 }] as const;
    expect(report({ ...input, targets }).met).toBe(false);
  });

  it("bounds ours from above where it should hardly take longer than its baseline", () => {
    const within = [{ baseline: "slow", measure: "mean", atMost: 0.011 }] as const;
    const { lines, met } = report({ ...input, targets: within });
    expect(met).toBe(true);
    const line = lines.find((each) => each.includes("ours / slow, mean"));
    expect(line).toMatch(/0\.01x +0\.01x to 0\.02x +at most 0\.01x +met$/);
    expect(report({ ...input, targets: [{ ...within[0], atMost: 0.009 }] }).met).toBe(false);
  });

  it("judges a ratio of ours alone by its mean, and calls it missed when no round told it", () => {
    const ratio = { name: "command / its longest chain", values: [1.05, 1.11], atMost: 1.1 };
    const { lines, met, result } = report({ ...input, targets: [], ownRatios: [ratio] });
    expect(met).toBe(true);
    expect(result.ownRatios[ratio.name]).toMatchObject({ n: 2, mean: 1.08, ci95: [1.05, 1.11] });
    expect(lines.some((line) => line.includes("ours: command / its longest chain, mean  1.08x"))).toBe(true);
    expect(report({ ...input, targets: [], ownRatios: [{ ...ratio, values: [1.2] }] }).met).toBe(false);
    expect(report({ ...input, targets: [], ownRatios: [{ ...ratio, values: [] }] }).met).toBe(false);
  });

  it("lines the table up and tells what others did to the machine", () => {
    const { lines } = report(input);
    const [title = "", first = "", second = ""] = lines.slice(2, 5);
    expect(first.indexOf("2  ")).toBe(second.indexOf("2  "));
    expect(title.indexOf("mean") + "mean".length).toBe(second.indexOf("1.50 s") + "1.50 s".length);
    expect(lines.at(-2)).toBe("  a note");
    expect(lines.at(-1)).toBe(
      "  others kept 0.25 cores busy (median); 2 rounds repeated, 1 kept with more than 0.5 cores busy",
    );
  });
});
