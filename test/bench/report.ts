import { columns, table } from "../../packages/coordinator/src/report/table.ts";
import { busyCores, type Measured, valuesOf } from "./rounds.ts";
import { compare, type Interval, median, type Ratio, type Summary, summarise } from "./statistics.ts";
import type { Contest, Target } from "./way.ts";

export interface BenchResult {
  readonly name: string;
  readonly ours: Summary;
  readonly baselines: Readonly<Record<string, Summary & { readonly ratio: Ratio }>>;
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
  /** Lines below the table: what only this benchmark knows. */
  readonly notes: readonly string[];
}

export function report(input: ReportInput): BenchReport {
  const { name, question, contest, measured, targets, notes } = input;
  const result = resultOf(name, contest, measured);
  const judged = targets.map((target) => judge(target, result));
  const lines = [
    `${name}: ${question}`,
    "",
    ...comparison(contest, result).map((line) => `  ${line}`),
    "",
    ...table(columns("target", "ratio>", "asked for>", ""), judged.map(targetRow)).map((line) => `  ${line}`),
    "",
    ...[...notes, loadLine(measured)].map((line) => `  ${line}`),
  ];
  return { result, lines, met: judged.every(({ met }) => met) };
}

function resultOf(name: string, { ours, baselines }: Contest, measured: Measured): BenchResult {
  const own = valuesOf(measured, ours);
  const entries = baselines.map((way) => {
    const values = valuesOf(measured, way);
    return [way.name, { ...summarise(values), ratio: compare(values, own) }] as const;
  });
  return { name, ours: summarise(own), baselines: Object.fromEntries(entries) };
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
  readonly target: Target;
  readonly ratio: number;
  readonly met: boolean;
}

function judge(target: Target, result: BenchResult): Judgement {
  const ratio = result.baselines[target.baseline]?.ratio[target.measure] ?? Number.NaN;
  return { target, ratio, met: ratio >= target.atLeast };
}

function targetRow({ target, ratio, met }: Judgement): readonly string[] {
  return [`${target.baseline}, ${target.measure}`, times(ratio), times(target.atLeast), met ? "met" : "missed"];
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
