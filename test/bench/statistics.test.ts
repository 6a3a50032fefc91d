import { describe, expect, it } from "vitest";
import { seededRandom } from "../sim/random.ts";
import { compare, mean, median, p90, quantile, ratioInterval, summarise } from "./statistics.ts";

const oneToTen = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

describe("summarise", () => {
  it("takes the middle value of an odd count, and the mean of the two middle ones of an even count", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it("interpolates the 90th percentile between ranks", () => {
    expect(p90(oneToTen)).toBeCloseTo(9.1);
    expect(p90([7])).toBe(7);
    expect(quantile(oneToTen, 0)).toBe(1);
    expect(quantile(oneToTen, 1)).toBe(10);
  });

  it("sorts by size, not by spelling, and leaves its input as it was", () => {
    const values = [100, 9, 20];
    expect(median(values)).toBe(20);
    expect(values).toEqual([100, 9, 20]);
  });

  it("tells all five figures", () => {
    expect(summarise([1, 2, 3, 10])).toEqual({ n: 4, mean: 4, median: 2.5, p90: expect.closeTo(7.9), max: 10 });
  });
});

describe("compare", () => {
  it("says how many times as long the baseline takes", () => {
    expect(compare([20, 40, 60], [10, 20, 30])).toMatchObject({ mean: 2, median: 2, p90: 2 });
  });

  it("gives the same interval for the same values each time", () => {
    expect(compare([2, 4, 9], [1, 2, 3])).toEqual(compare([2, 4, 9], [1, 2, 3]));
  });

  it("gives an interval without width when nothing varies", () => {
    expect(compare([6, 6, 6], [2, 2]).ci95).toEqual([3, 3]);
  });

  it("draws both sides: a baseline of one value still has the interval of ours", () => {
    const [lo, hi] = compare([100], [1, 2, 3, 4]).ci95;
    expect(lo).toBeLessThan(100 / 2.5);
    expect(hi).toBeGreaterThan(100 / 2.5);
  });
});

describe("ratioInterval", () => {
  it("holds the true ratio in about 95 of 100 samples", () => {
    const random = seededRandom(7);
    const sample = (centre: number) => Array.from({ length: 30 }, () => centre * (0.5 + random()));
    const holding = Array.from({ length: 60 }, () => ratioInterval(sample(3), sample(1), mean)).filter(
      ([lo, hi]) => lo <= 3 && 3 <= hi,
    );
    expect(holding.length).toBeGreaterThanOrEqual(51);
  });

  it("narrows as the values become more", () => {
    const width = (count: number) => {
      const values = Array.from({ length: count }, (_, index) => 1 + (index % 5));
      const [lo, hi] = ratioInterval(values, values, mean);
      return hi - lo;
    };
    expect(width(100)).toBeLessThan(width(10) / 2);
  });
});
