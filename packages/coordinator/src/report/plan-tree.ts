import type { Phase, Plan, Step } from "@quorate/shared/plan";
import { planSteps } from "@quorate/shared/plan";
import type { Drift, Failure } from "@quorate/shared/step/outcome";
import { partIn, sentenceIn } from "@quorate/shared/texts/sentence-in";
import { clip, oneLine, padEnd, widthOf, wrap } from "./line.ts";
import { type Look, paint, symbols } from "./look.ts";
import { planWords } from "./words/status-words.ts";
import { titleWords } from "./words/step-titles.ts";

/** What a step would change, as its host sees it now; a failure when the host could not tell. */
export interface ProbedStep {
  readonly step: string;
  readonly drift: readonly Drift[];
  readonly failure?: Failure;
}

/** The plan as a tree: phases, in them each kind of step with the hosts that it runs on, and under it what would change. */
export function planTree(plan: Plan, probes: readonly ProbedStep[], look: Look): readonly string[] {
  const dot = ` ${symbols(look).dot} `;
  const words = planWords[look.language];
  return [
    [
      `${words.cluster(plan.purpose === "reset")} ${paint(look, "strong", plan.cluster)}`,
      words.plan(plan.hash.slice(0, 8)),
      words.size(planSteps(plan).length, plan.hosts.length, plan.until),
    ].join(dot),
    ...wrap(words.hosts(plan.hosts.join(", ")), look.columns),
    ...plan.phases
      .filter(({ steps }) => steps.length > 0)
      .flatMap((phase) => ["", ...phaseTree(plan, phase, probes, look)]),
    "",
    ...planSummary(probes, look),
  ];
}

interface StepGroup {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Steps that differ in their host only (`phase/name/host`), each after what it needs: hosts may have different ones. */
function groupsOf(phase: Phase): readonly StepGroup[] {
  const nameOf = (id: string): string => id.split("/")[1] ?? "";
  const own = new Set<string>(phase.steps.map(({ id }) => id));
  let left = [...new Set(phase.steps.map(({ id }) => nameOf(id)))].map((name) => ({
    name,
    steps: phase.steps.filter(({ id }) => nameOf(id) === name),
  }));
  const sorted: StepGroup[] = [];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const ready = ({ name, steps }: (typeof left)[number]): boolean =>
      steps.every(({ needs }) =>
        needs.every((need) => !own.has(need) || nameOf(need) === name || !waiting.has(nameOf(need))),
      );
    const next = left.find(ready) ?? left[0];
    left = left.filter((group) => group !== next);
    if (next) sorted.push({ title: commonTitle(next.steps), steps: next.steps });
  }
  return sorted;
}

/** "Name the host m1", "Name the host m2": "Name the host …". */
function commonTitle(steps: readonly Step[]): string {
  const [first = "", ...rest] = [...new Set(steps.map(({ title }) => title))];
  const words = first.split(" ");
  const same = words.findIndex((word, index) => rest.some((title) => title.split(" ")[index] !== word));
  return same < 0 ? first : `${words.slice(0, same).join(" ")} …`;
}

function phaseTree(plan: Plan, phase: Phase, probes: readonly ProbedStep[], look: Look): readonly string[] {
  const draw = symbols(look);
  const { language } = look;
  const words = planWords[language];
  const groups = groupsOf(phase).map((group) => ({ ...group, on: hostsText(plan, group.steps, look) }));
  const room = look.columns - 5 - Math.max(...[words.allHosts, ...plan.hosts].map(widthOf));
  const branches = groups.flatMap(({ title, steps, on }, index) => {
    const last = index === groups.length - 1;
    const line = `${last ? draw.lastBranch : draw.branch} ${padEnd(clip(titleWords(language, title), room, look), room)}  ${on}`;
    const trunk = last ? " ".repeat(widthOf(draw.trunk)) : draw.trunk;
    return [line, ...changes(steps, probes, look).map((change) => `${trunk}   ${change}`)];
  });
  const barriers = plan.barriers.filter(({ steps }) => phase.steps.some(({ id }) => steps.includes(id)));
  const together = barriers.map(({ title }) =>
    paint(look, "faint", `   ${words.barrier(titleWords(language, title))}`),
  );
  return [`${paint(look, "strong", phase.name)}  ${titleWords(language, phase.title)}`, ...branches, ...together];
}

function hostsText(plan: Plan, steps: readonly Step[], { language }: Look): string {
  const words = planWords[language];
  const [only] = steps;
  if (steps.length === 1 && only) return only.host;
  return steps.length === plan.hosts.length ? words.allHosts : words.someHosts(steps.length);
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
    return `${paint(look, tone, sign)} ${clip(on + text.join(" "), look.columns - 7, look)}`;
  });
}

function probeLines({ drift, failure }: ProbedStep, look: Look): readonly string[] {
  const { language } = look;
  if (failure) return [planWords[language].cannotTell(oneLine(sentenceIn(language, failure.message)))];
  const { arrow } = symbols(look);
  return drift.map((each) => {
    const [what = "", from = "", to = ""] = [each.what, each.have, each.want].map((text) =>
      oneLine(partIn(language, text)),
    );
    return from === "" ? `+ ${what}: ${to}` : `~ ${what}: ${from} ${arrow} ${to}`;
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

function planSummary(probes: readonly ProbedStep[], { language }: Look): readonly string[] {
  const words = planWords[language];
  if (probes.length === 0) return [words.notProbed];
  const { change, unknown, ok } = countProbes(probes);
  return [words.total("", [words.change(change), words.ok(ok), ...(unknown > 0 ? [words.unknown(unknown)] : [])])];
}
