import { errorSpec } from "@quorate/shared/error-catalogue";
import type { Failure } from "@quorate/shared/step/outcome";
import { errorFoot, errorHead } from "./error-text.ts";
import { oneLine, wrap } from "./line.ts";
import { logLine } from "./log-line.ts";
import { type Look, paint, symbols } from "./look.ts";
import { isDone, type RunProgress, type StepProgress } from "./run-progress.ts";
import { field } from "./table.ts";

const evidenceLines = 12;
/** Of one line of evidence. */
const wrappedLines = 4;
const labelWidth = 12;

/**
 * Why a run failed: the cause, where, what shows it, what was taken back, and what to do. Empty when it did not fail.
 * For standard error, in the shape of every other error.
 */
export function failureReport(progress: RunProgress, look: Look): readonly string[] {
  const failure = progress.finished?.failure;
  if (!failure) return progress.finished?.outcome === "failed" ? ["error: not every step could be done"] : [];
  const origin = originOf(progress, failure);
  const text = (label: string, lines: string): readonly string[] =>
    lines === "" ? [] : field(label, wrap(oneLine(lines), look.columns - labelWidth));
  return [
    ...errorHead(failure, look),
    ...text("host", origin.host),
    ...text("step", origin.step),
    ...text("meaning", errorSpec(failure.code).summary),
    ...evidence(failure, look),
    ...others(progress, failure, look),
    ...undone(progress, look),
    ...kept(progress),
    ...text("more", `coordinator explain ${failure.code}`),
    ...errorFoot(failure, look),
  ];
}

interface Origin {
  readonly host: string;
  readonly step: string;
}

const same = (a: Failure | undefined, b: Failure): boolean => a?.code === b.code && a.message === b.message;

/** Where a failure arose: a step, a barrier, a statement over several hosts, or the checks before the first step. */
function originOf(progress: RunProgress, failure: Failure): Origin {
  const found = failedSteps(progress).find((step) => same(step.failure, failure));
  if (found) return { host: found.step.host, step: `${found.step.title} (${found.step.id})` };
  const barrier = progress.barriers.find((each) => same(each.failure, failure))?.barrier;
  if (barrier) {
    const named = progress.plan.hosts.filter((host) => failure.message.split(/[^-a-z0-9]+/).includes(host));
    return { host: named.join(", "), step: `${barrier.title} (${barrier.id})` };
  }
  const assertion = progress.assertions.find((each) => same(each.failure, failure))?.assertion;
  if (assertion) return { host: "", step: `judge that ${assertion.title}` };
  return { host: "", step: "before the first step" };
}

function failedSteps(progress: RunProgress): readonly StepProgress[] {
  return [...progress.steps.values()].filter(({ state }) => state === "failed" || state === "lost");
}

function evidence(failure: Failure, look: Look): readonly string[] {
  const bar = paint(look, "faint", symbols(look).trunk.trimEnd());
  const shown = failure.evidence
    .slice(-evidenceLines)
    .flatMap((line) => wrap(logLine(line), look.columns - labelWidth - 2).slice(0, wrappedLines))
    .map((line) => `${bar} ${line}`);
  const left = failure.evidence.length - evidenceLines;
  return field("evidence", left > 0 ? [`(${left} earlier lines: coordinator events -o jsonl)`, ...shown] : shown);
}

/** Failures beside the first: often the same cause on another host. */
function others(progress: RunProgress, first: Failure, look: Look): readonly string[] {
  const rest = failedSteps(progress).filter(({ failure }) => failure && !same(failure, first));
  const lines = rest.flatMap(({ step, failure }) => hanging(otherText(step.host, failure), look));
  return field("also", lines);
}

function otherText(host: string, failure: Failure | undefined): string {
  const text = `${failure?.code}: ${oneLine(failure?.message ?? "")}`;
  return text.includes(host) ? text : `${host}: ${text}`;
}

function undone(progress: RunProgress, look: Look): readonly string[] {
  const hostsOf = new Map<string, string[]>();
  for (const { step, undone: what } of progress.steps.values()) {
    for (const line of what) hostsOf.set(line, [...(hostsOf.get(line) ?? []), step.host]);
  }
  const lines = [...hostsOf].flatMap(([line, hosts]) => hanging(`${line}: ${hosts.join(", ")}`, look));
  return field("undone", lines);
}

/** What is wrapped goes on two columns further in, so that items stay apart. */
function hanging(text: string, look: Look): readonly string[] {
  const [first = "", ...rest] = wrap(text, look.columns - labelWidth - 2);
  return [first, ...rest.map((line) => `  ${line}`)];
}

function kept(progress: RunProgress): readonly string[] {
  const done = [...progress.steps.values()].filter(({ state }) => isDone(state)).length;
  if (done === 0) return field("kept", ["no step was done"]);
  return field("kept", [`${done} of ${progress.steps.size} steps are done and will not be repeated`]);
}
