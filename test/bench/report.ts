import { columns, table } from "../../packages/coordinator/src/report/table.ts";
import { busyCores, type Measured, valuesOf } from "./rounds.ts";
import {
  compare,
  type Interval,
  mean,
  meanInterval,
  median,
  type Ratio,
  type Summary,
  summarise,
} from "./statistics.ts";
import type { Contest, OwnRatio, Target } from "./way.ts";

export interface BenchResult {
  readonly name: string;
  readonly ours: Summary;
  readonly baselines: Readonly<Record<string, Summary & { readonly ratio: Ratio }>>;
  readonly ownRatios: Readonly<Record<string, { readonly n: number; readonly mean: number; readonly ci95: Interval }>>;
}

export interface BenchReport {
  readonly result: BenchResult;
  readonly lines: readonly string[];
  /** No target was missed. */
  readonly met: boolean;
}

export interface ReportInput {
  readonly name: string;
  /** What is measured, in a sentence. */
  readonly question: string;
  readonly contest: Contest;
  readonly measured: Measured;
  readonly targets: readonly Target[];
  readonly ownRatios: readonly OwnRatio[];
  /** Lines below the table: what only this benchmark knows. */
  readonly notes: readonly string[];
}

export function report(input: ReportInput): BenchReport {
  const { name, question, contest, measured, notes } = input;
  const result = resultOf(input);
  const judged = [
    ...input.targets.map((target) => judgeTarget(target, result)),
    ...input.ownRatios.map((ratio) => judgeOwn(ratio, result)),
  ];
  const lines = [
    `${name}: ${question}`,
    "",
    ...comparison(contest, result).map((line) => `  ${line}`),
    "",
    ...table(columns("target", "ratio>", "95 %>", "asked for>", ""), judged.map(judgementRow)).map(
      (line) => `  ${line}`,
    ),
    "",
    ...[...notes, loadLine(measured)].map((line) => `  ${line}`),
  ];
  return { result, lines, met: judged.every(({ met }) => met) };
}

function resultOf({ name, contest: { ours, baselines }, measured, ownRatios }: ReportInput): BenchResult {
  const own = valuesOf(measured, ours);
  const entries = baselines.map((way) => {
    const values = valuesOf(measured, way);
    return [way.name, { ...summarise(values), ratio: compare(values, own) }] as const;
  });
  return {
    name,
    ours: summarise(own),
    baselines: Object.fromEntries(entries),
    ownRatios: Object.fromEntries(
      ownRatios.map(({ name, values }) => [name, { n: values.length, mean: mean(values), ci95: meanInterval(values) }]),
    ),
  };
}

function comparison({ ours, baselines }: Contest, result: BenchResult): readonly string[] {
  const titles = ["way", "n>", "mean>", "median>", "p90>", "max>", "mean ratio>", "95 %>", "median ratio>", "95 %>"];
  return table(columns(...titles, "p90 ratio>", "95 %>"), [
    [`ours: ${ours.title}`, ...summaryCells(result.ours)],
    ...baselines.map((way) => {
      const summary = result.baselines[way.name];
      return [way.title, ...(summary ? [...summaryCells(summary), ...ratioCells(summary.ratio)] : [])];
    }),
  ]);
}

function summaryCells({ n, mean, median, p90, max }: Summary): readonly string[] {
  return [String(n), ...[mean, median, p90, max].map(milliseconds)];
}

function ratioCells({ mean, median, p90, ci95, ci95Median, ci95P90 }: Ratio): readonly string[] {
  return [times(mean), interval(ci95), times(median), interval(ci95Median), times(p90), interval(ci95P90)];
}

interface Judgement {
  readonly subject: string;
  readonly ratio: number;
  readonly ci95: Interval;
  readonly asked: string;
  readonly met: boolean;
}

const intervalOf = { mean: "ci95", median: "ci95Median", p90: "ci95P90" } as const;
const unmeasured: Interval = [Number.NaN, Number.NaN];

function judgeTarget(target: Target, result: BenchResult): Judgement {
  const { baseline, measure } = target;
  const found = result.baselines[baseline]?.ratio;
  const ratio = found?.[measure] ?? Number.NaN;
  const [lo, hi] = found?.[intervalOf[measure]] ?? unmeasured;
  return "atLeast" in target
    ? { subject: `${baseline}, ${measure}`, ratio, ci95: [lo, hi], ...atLeast(ratio, target.atLeast) }
    : {
        subject: `ours / ${baseline}, ${measure}`,
        ratio: 1 / ratio,
        ci95: [1 / hi, 1 / lo],
        ...atMost(1 / ratio, target.atMost),
      };
}

function judgeOwn({ name, atMost: bound }: OwnRatio, { ownRatios }: BenchResult): Judgement {
  const { mean: ratio, ci95 } = ownRatios[name] ?? { mean: Number.NaN, ci95: unmeasured };
  return { subject: `ours: ${name}, mean`, ratio, ci95, ...atMost(ratio, bound) };
}

function atLeast(ratio: number, bound: number) {
  return { asked: `at least ${times(bound)}`, met: ratio >= bound };
}

function atMost(ratio: number, bound: number) {
  return { asked: `at most ${times(bound)}`, met: ratio <= bound };
}

function judgementRow({ subject, ratio, ci95, asked, met }: Judgement): readonly string[] {
  return [subject, times(ratio), interval(ci95), asked, met ? "met" : "missed"];
}

function loadLine({ rounds, repeated, busy }: Measured): string {
  const others = median(rounds.map((round) => round.others)).toFixed(2);
  const kept = busy > 0 ? `, ${busy} kept with more than ${busyCores} cores busy` : "";
  return `others kept ${others} cores busy (median); ${repeated} rounds repeated${kept}`;
}

export function milliseconds(ms: number): string {
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(2)} s` : `${ms.toFixed(ms >= 100 ? 0 : 2)} ms`;
}

function interval([lo, hi]: Interval): string {
  return `${times(lo)} to ${times(hi)}`;
}

function times(ratio: number): string {
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 10 ? 1 : 2)}x`;
}
