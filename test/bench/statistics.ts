import { seededRandom } from "../sim/random.ts";

export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

export type Interval = readonly [lo: number, hi: number];

/** How many times as long the baseline takes, by three measures, each with its 95 % interval. */
export interface Ratio {
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly ci95: Interval;
  readonly ci95Median: Interval;
  readonly ci95P90: Interval;
}

type Measure = (values: readonly number[]) => number;

const resamples = 10_000;
/** Fixed, so that the same measurements always print the same interval. */
const seed = 20_240_911;

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Between two ranks the value is interpolated (type 7 of Hyndman and Fan, what R, NumPy and spreadsheets print). */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = (sorted.length - 1) * q;
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  return below + (above - below) * (rank - Math.floor(rank));
}

export const median: Measure = (values) => quantile(values, 0.5);
export const p90: Measure = (values) => quantile(values, 0.9);

export function summarise(values: readonly number[]): Summary {
  return {
    n: values.length,
    mean: mean(values),
    median: median(values),
    p90: p90(values),
    max: Math.max(...values),
  };
}

export function compare(baseline: readonly number[], ours: readonly number[]): Ratio {
  const of = (measure: Measure) => measure(baseline) / measure(ours);
  return {
    mean: of(mean),
    median: of(median),
    p90: of(p90),
    ci95: ratioInterval(baseline, ours, mean),
    ci95Median: ratioInterval(baseline, ours, median),
    ci95P90: ratioInterval(baseline, ours, p90),
  };
}

/** Percentile bootstrap: both sides are drawn anew, each from its own values, and the middle 95 % of the ratios kept. */
export function ratioInterval(baseline: readonly number[], ours: readonly number[], measure: Measure): Interval {
  const random = seededRandom(seed);
  const ratios = Array.from(
    { length: resamples },
    () => measure(drawAnew(baseline, random)) / measure(drawAnew(ours, random)),
  );
  return [quantile(ratios, 0.025), quantile(ratios, 0.975)];
}

/** The same for the mean of one side's own values. */
export function meanInterval(values: readonly number[]): Interval {
  const random = seededRandom(seed);
  const means = Array.from({ length: resamples }, () => mean(drawAnew(values, random)));
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

function drawAnew(values: readonly number[], random: () => number): readonly number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN);
}
