import type { Phase, Plan, Step } from "@quorate/shared/plan";
import { planSteps } from "@quorate/shared/plan";
import type { Drift, Failure } from "@quorate/shared/step/outcome";
import { clip, oneLine, padEnd, widthOf } from "./line.ts";
import { type Look, paint, symbols } from "./look.ts";

/** What a step would change, as its host sees it now; a failure when the host could not tell. */
export interface ProbedStep {
  readonly step: string;
  readonly drift: readonly Drift[];
  readonly failure?: Failure;
}

/** The plan as a tree: phases, in them each kind of step with the hosts that it runs on, and under it what would change. */
export function planTree(plan: Plan, probes: readonly ProbedStep[], look: Look): readonly string[] {
  const dot = ` ${symbols(look).dot} `;
  const size = `${planSteps(plan).length} steps on ${plan.hosts.length} hosts`;
  return [
    [`cluster ${plan.cluster}`, `plan ${plan.hash.slice(0, 8)}`, size, plan.hosts.join(", ")].join(dot),
    ...plan.phases.flatMap((phase) => ["", ...phaseTree(plan, phase, probes, look)]),
    "",
    ...planSummary(plan, probes),
  ];
}

interface StepGroup {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Steps of one phase that differ in their host only: `phase/name/host`. */
function groupsOf(phase: Phase): readonly StepGroup[] {
  const names = [...new Set(phase.steps.map(({ id }) => id.split("/")[1]))];
  return names.map((name) => {
    const steps = phase.steps.filter(({ id }) => id.split("/")[1] === name);
    const titles = [...new Set(steps.map(({ title }) => title))];
    return { title: titles.length === 1 ? (titles[0] ?? "") : generalised(titles), steps };
  });
}

/** "Name the host m1", "Name the host m2" → "Name the host …". */
function generalised([first = "", ...rest]: readonly string[]): string {
  const words = first.split(" ");
  const same = words.findIndex((word, index) => rest.some((title) => title.split(" ")[index] !== word));
  return `${words.slice(0, same).join(" ")} …`;
}

function phaseTree(plan: Plan, phase: Phase, probes: readonly ProbedStep[], look: Look): readonly string[] {
  const draw = symbols(look);
  const groups = groupsOf(phase);
  const width = look.columns - 16;
  const branches = groups.flatMap(({ title, steps }, index) => {
    const last = index === groups.length - 1;
    const hosts =
      steps.length === plan.hosts.length ? `${steps.length} hosts` : steps.map(({ host }) => host).join(", ");
    const line = `${last ? draw.lastBranch : draw.branch} ${padEnd(clip(title, width, look), width)} ${hosts}`;
    const trunk = last ? " ".repeat(widthOf(draw.trunk)) : draw.trunk;
    return [line, ...changes(steps, probes, look).map((change) => `${trunk}   ${change}`)];
  });
  const barriers = plan.barriers.filter(({ steps }) => phase.steps.some(({ id }) => steps.includes(id)));
  const together = barriers.map(({ title }) => paint(look, "faint", `   barrier: ${title}`));
  return [`${paint(look, "strong", phase.name)}  ${phase.title}`, ...branches, ...together];
}

/** Same change on several hosts: one line. */
function changes(steps: readonly Step[], probes: readonly ProbedStep[], look: Look): readonly string[] {
  const hostsOf = new Map<string, string[]>();
  for (const { id, host } of steps) {
    const probe = probes.find(({ step }) => step === id);
    for (const line of probe ? probeLines(probe, look) : []) hostsOf.set(line, [...(hostsOf.get(line) ?? []), host]);
  }
  return [...hostsOf].map(([line, hosts]) => {
    const on = hosts.length === steps.length && steps.length > 1 ? "" : `${hosts.join(", ")}: `;
    const [sign = "", ...text] = line.split(" ");
    const tone = sign === "?" ? "warn" : "change";
    return `${paint(look, tone, sign)} ${clip(on + text.join(" "), look.columns - 8, look)}`;
  });
}

function probeLines({ drift, failure }: ProbedStep, look: Look): readonly string[] {
  if (failure) return [`? cannot tell: ${oneLine(failure.message)}`];
  const { arrow } = symbols(look);
  return drift.map(({ what, have, want }) => {
    const [from, to] = [oneLine(have), oneLine(want)];
    return from === "" ? `+ ${oneLine(what)}: ${to}` : `~ ${oneLine(what)}: ${from} ${arrow} ${to}`;
  });
}

export interface PlanCount {
  readonly change: number;
  readonly unknown: number;
  readonly ok: number;
}

export function countProbes(probes: readonly ProbedStep[]): PlanCount {
  const unknown = probes.filter(({ failure }) => failure !== undefined).length;
  const change = probes.filter(({ failure, drift }) => failure === undefined && drift.length > 0).length;
  return { change, unknown, ok: probes.length - change - unknown };
}

function planSummary(plan: Plan, probes: readonly ProbedStep[]): readonly string[] {
  if (probes.length === 0) return ["Nothing was changed. What differs on the hosts: add --probe."];
  const { change, unknown, ok } = countProbes(probes);
  const unsure = unknown > 0 ? `, ${unknown} not known before earlier steps are done` : "";
  return [`Plan: ${change} to change, ${ok} as wanted${unsure}, on ${plan.hosts.length} hosts. Nothing was changed.`];
}
