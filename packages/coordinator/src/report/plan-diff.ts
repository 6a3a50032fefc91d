import { type Plan, planSteps, type Step } from "@quorate/shared/plan";
import type { StepKind } from "@quorate/shared/step/contract";
import { partIn, sentenceIn } from "@quorate/shared/texts/sentence-in";
import { clip, oneLine } from "./line.ts";
import { type Look, paint, symbols, type Tone } from "./look.ts";
import { countProbes, type ProbedStep } from "./plan-tree.ts";
import { planWords } from "./words/status-words.ts";
import { titleWords } from "./words/step-titles.ts";

/** What cannot be put back by running something again. */
const destructive: readonly StepKind[] = ["kubeadm.reset", "etcd.purge", "etcd.destroy"];

/** Host by host: what would change there, as its host sees it now, and of files every line. */
export function planDiff(plan: Plan, probes: readonly ProbedStep[], look: Look): readonly string[] {
  const steps = new Map(planSteps(plan).map((step) => [step.id as string, step]));
  const blocks = plan.hosts.flatMap((host) => {
    const own = probes.flatMap((probe) => {
      const step = steps.get(probe.step);
      return step?.host === host ? stepLines(step, probe, look) : [];
    });
    const nothing = [`  ${paint(look, "faint", planWords[look.language].nothing)}`];
    return ["", paint(look, "strong", host), ...(own.length > 0 ? own : nothing)];
  });
  return [...blocks.slice(1), "", summary(plan, probes, steps, look)];
}

function stepLines(step: Step, { drift, failure }: ProbedStep, look: Look): readonly string[] {
  if (failure)
    return [
      `  ${paint(look, "warn", "?")} ${clip(`${titleWords(look.language, step.title)}: ${oneLine(sentenceIn(look.language, failure.message))}`, look.columns - 4, look)}`,
    ];
  const { arrow } = symbols(look);
  return drift.flatMap(({ what, have, want, diff = [] }) => {
    const added = have === "" || have === "absent";
    const sign = destructive.includes(step.kind) ? "!" : added ? "+" : "~";
    const told = (part: string): string => oneLine(partIn(look.language, part));
    const change = added ? told(want) : `${told(have)} ${arrow} ${told(want)}`;
    // The lines themselves say it better than the first of them.
    const text = diff.length > 0 ? told(what.replace(/ line \d+$/, "")) : `${told(what)}: ${change}`;
    const head = `  ${paint(look, sign === "!" ? "bad" : "change", sign)} ${clip(text, look.columns - 4, look)}`;
    return [head, ...diff.map((line) => diffLine(line, look))];
  });
}

const tones: Readonly<Record<string, Tone>> = { "+": "good", "-": "bad" };

function diffLine(line: string, look: Look): string {
  const text = clip(oneLine(line), look.columns - 6, look);
  const tone = tones[line.charAt(0)];
  return `      ${tone ? paint(look, tone, text) : paint(look, "faint", text)}`;
}

function summary(
  plan: Plan,
  probes: readonly ProbedStep[],
  steps: ReadonlyMap<string, Step>,
  { language }: Look,
): string {
  const words = planWords[language];
  const { change, unknown, ok } = countProbes(probes);
  const grave = probes.filter(({ step, drift }) => {
    const kind = steps.get(step)?.kind;
    return drift.length > 0 && kind !== undefined && destructive.includes(kind);
  }).length;
  const parts = [
    words.change(change),
    words.ok(ok),
    ...(unknown > 0 ? [words.unknown(unknown)] : []),
    ...(grave > 0 ? [words.destructive(grave)] : []),
  ];
  return words.total(plan.hash.slice(0, 8), parts);
}
