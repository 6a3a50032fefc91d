import type { Failure } from "@quorate/shared/step/outcome";
import { errorTexts } from "@quorate/shared/texts/catalogue-texts";
import { evidenceIn, sentenceIn } from "@quorate/shared/texts/sentence-in";
import { errorFoot, errorHead } from "./error-text.ts";
import { oneLine, wrap } from "./line.ts";
import { logLine } from "./log-line.ts";
import { type Look, paint, symbols } from "./look.ts";
import { isDone, type RunProgress, type StepProgress } from "./run-progress.ts";
import { shownEvidence } from "./shown-evidence.ts";
import { field } from "./table.ts";
import { errorWords } from "./words/error-words.ts";
import { failureWords } from "./words/run-words.ts";
import { titleAndId, titleWords } from "./words/step-titles.ts";

/** Of one line of evidence. */
const wrappedLines = 4;
const labelWidth = 12;

/**
 * Why a run failed: the cause, where, what shows it, what was taken back, and what to do. Empty when it did not fail.
 * For standard error, in the shape of every other error.
 */
export function failureReport(progress: RunProgress, look: Look): readonly string[] {
  const failure = progress.finished?.failure;
  if (!failure)
    return progress.finished?.outcome === "failed"
      ? [`${errorWords[look.language].error} ${failureWords[look.language].notAll}`]
      : [];
  const { labels } = failureWords[look.language];
  const origin = originOf(progress, failure, look);
  const text = (label: string, lines: string): readonly string[] =>
    lines === "" ? [] : field(label, wrap(oneLine(lines), look.columns - labelWidth));
  return [
    ...errorHead(failure, look),
    ...text(labels.host, origin.host),
    ...text(labels.step, origin.step),
    ...text(labels.meaning, errorTexts(failure.code, look.language).summary),
    ...evidence(failure, look),
    ...others(progress, failure, look),
    ...undone(progress, look),
    ...kept(progress, look),
    ...text(labels.more, `coordinator explain ${failure.code}`),
    ...errorFoot(failure, look),
  ];
}

interface Origin {
  readonly host: string;
  readonly step: string;
}

/** Of a barrier the failure may go on after that of its member, with what other members saw of it. */
const same = (a: Failure | undefined, b: Failure): boolean => a?.code === b.code && b.message.startsWith(a.message);

/** Where a failure arose: a step, a barrier, a statement over several hosts, or the checks before the first step. */
function originOf(progress: RunProgress, failure: Failure, { language }: Look): Origin {
  const found = failedSteps(progress).find((step) => same(step.failure, failure));
  if (found) return { host: found.step.host, step: titleAndId(language, found.step) };
  const barrier = progress.barriers.find((each) => same(each.failure, failure))?.barrier;
  if (barrier) {
    const named = progress.plan.hosts.filter((host) => failure.message.split(/[^-a-z0-9]+/).includes(host));
    return { host: named.join(", "), step: titleAndId(language, barrier) };
  }
  const assertion = progress.assertions.find((each) => same(each.failure, failure))?.assertion;
  if (assertion) return { host: "", step: failureWords[language].judge(titleWords(language, assertion.title)) };
  return { host: "", step: failureWords[language].beforeFirst };
}

function failedSteps(progress: RunProgress): readonly StepProgress[] {
  return [...progress.steps.values()].filter(({ state }) => state === "failed" || state === "lost");
}

function evidence(failure: Failure, look: Look): readonly string[] {
  const words = failureWords[look.language];
  const bar = paint(look, "faint", symbols(look).trunk.trimEnd());
  const { first, left, last } = shownEvidence(failure.evidence);
  const shown = (lines: readonly string[]): readonly string[] =>
    lines
      .flatMap((line) =>
        wrap(logLine(evidenceIn(look.language, line)), look.columns - labelWidth - 2).slice(0, wrappedLines),
      )
      .map((line) => `${bar} ${line}`);
  const between = left > 0 ? [words.more(left)] : [];
  return field(words.labels.evidence, [...shown(first), ...between, ...shown(last)]);
}

/** Failures beside the first: often the same cause on another host. */
function others(progress: RunProgress, first: Failure, look: Look): readonly string[] {
  const rest = failedSteps(progress).filter(({ failure }) => failure && !same(failure, first));
  const lines = rest.flatMap(({ step, failure }) => hanging(otherText(step.host, failure, look), look));
  return field(failureWords[look.language].labels.also, lines);
}

function otherText(host: string, failure: Failure | undefined, { language }: Look): string {
  const text = `${failure?.code}: ${oneLine(sentenceIn(language, failure?.message ?? ""))}`;
  return text.includes(host) ? text : `${host}: ${text}`;
}

function undone(progress: RunProgress, look: Look): readonly string[] {
  const hostsOf = new Map<string, string[]>();
  for (const { step, undone: what } of progress.steps.values()) {
    for (const line of what) hostsOf.set(line, [...(hostsOf.get(line) ?? []), step.host]);
  }
  const lines = [...hostsOf].flatMap(([line, hosts]) =>
    hanging(`${sentenceIn(look.language, line)}: ${hosts.join(", ")}`, look),
  );
  return field(failureWords[look.language].labels.undone, lines);
}

/** What is wrapped goes on two columns further in, so that items stay apart. */
function hanging(text: string, look: Look): readonly string[] {
  const [first = "", ...rest] = wrap(text, look.columns - labelWidth - 2);
  return [first, ...rest.map((line) => `  ${line}`)];
}

function kept(progress: RunProgress, { language }: Look): readonly string[] {
  const { labels, noneDone, kept: told } = failureWords[language];
  const done = [...progress.steps.values()].filter(({ state }) => isDone(state)).length;
  if (done === 0) return field(labels.kept, [noneDone]);
  return field(labels.kept, [told(done, progress.steps.size)]);
}
