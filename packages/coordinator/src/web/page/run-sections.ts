import type { Failure } from "@quorate/shared/step/outcome";
import { failureIn } from "@quorate/shared/texts/catalogue-texts";
import { sentenceIn } from "@quorate/shared/texts/sentence-in";
import type { FoldedRun } from "../../journal/folded-run.ts";
import { logLine } from "../../report/log-line.ts";
import { shownEvidence } from "../../report/shown-evidence.ts";
import { span } from "../draw/measure.ts";
import { scrolled } from "../draw/picture.ts";
import { drawStartWindow, startWindowTable, verdict } from "../draw/start-window.ts";
import { drawTimeline, timelineLegend, timelineTable, undrawnHosts } from "../draw/timeline.ts";
import { type Markup, markup } from "../markup.ts";
import type { RunStory } from "../story/run-story.ts";
import type { Words } from "../words/words.ts";
import type { PageData } from "./page-data.ts";
import { section } from "./section.ts";

/** What a run is and how it stands, in one line. */
export function runLine(story: RunStory, state: PageData["runState"], nowMs: number, words: Words): string {
  const { progress } = story;
  const { plan, run } = progress;
  const time = span(Math.max(0, (story.finishedMs ?? nowMs) - progress.startedMs));
  return [
    words.run.what(plan.purpose ?? "bootstrap", plan.cluster),
    words.run.run(run),
    `${words.run.state[state]} ${state === "running" || state === "interrupted" ? words.run.since(time) : words.run.in(time)}`,
    words.run.steps(progress.doneSteps, progress.steps.size, progress.changedSteps),
  ].join(" · ");
}

export function timelineSection({ story, nowMs }: PageData, words: Words): Markup | undefined {
  if (!story) return undefined;
  const { finished } = story.progress;
  const undrawn = undrawnHosts(story);
  const left = undrawn > 0 ? markup`<p class="note">${words.timeline.left(undrawn)}</p>` : undefined;
  const drawn = scrolled("timeline", words.sections.timeline, drawTimeline(story, nowMs, words));
  const content = markup`${finished?.failure ? failureBlock(finished.failure, story, words) : undefined}${drawn}${timelineLegend(story, nowMs, words)}${left}${timelineTable(story, nowMs, words)}`;
  return section("timeline", words.sections.timeline, content);
}

function failureBlock(failure: Failure, { progress }: RunStory, words: Words): Markup {
  const { code, message, hint, evidence } = failureIn(words.language, failure);
  const undone = [...progress.steps.values()].flatMap(({ step, undone: lines }) =>
    lines.map((line) => `${step.host}: ${sentenceIn(words.language, line)}`),
  );
  const { first, left, last } = shownEvidence(evidence);
  const lines = [...first, ...(left > 0 ? ["…"] : []), ...last].map((line) => markup`${logLine(line)}\n`);
  return markup`<div class="failure"><dl><dt>${words.run.cause}</dt><dd><strong>${code}</strong>: ${message}</dd>${
    lines.length > 0 ? markup`<dt>${words.run.evidence}</dt><dd><pre>${lines}</pre></dd>` : undefined
  }${
    undone.length > 0
      ? markup`<dt>${words.run.undone}</dt><dd><ul>${undone.map((line) => markup`<li>${line}</li>`)}</ul></dd>`
      : undefined
  }<dt>${words.run.fix}</dt><dd>${hint}</dd></dl></div>`;
}

/** Of the barrier whose members tell moments of their own: the etcd start. */
export function windowSection({ story }: PageData, words: Words): Markup | undefined {
  if (!story) return undefined;
  const told = story.barriers.findLast(({ marks }) => marks.some(({ name }) => name === "started"));
  const title = words.sections.window;
  if (!told) return section("window", title, markup`<p class="note">${words.window.none}</p>`);
  const drawn = scrolled("window", title, drawStartWindow(told, words));
  const content = markup`<p><strong>${verdict(told, words)}</strong></p>${drawn}<p class="note">${words.window.uncertainty}</p>${startWindowTable(told, words)}`;
  return section("window", title, content);
}

export function runsSection(
  { runs, story, status }: PageData,
  words: Words,
  hrefOf: (run: string) => string,
): Markup | undefined {
  if (runs.length < 2) return undefined;
  const item = (run: FoldedRun): Markup => {
    const current = run.run === story?.progress.run ? markup` aria-current="true"` : undefined;
    const state =
      words.run.state[run.finished?.outcome ?? (status.run?.run === run.run ? status.run.state : "interrupted")];
    return markup`<li><a id="run-${run.run}" href="${hrefOf(run.run)}"${current}>${run.run}</a> ${words.run.what(run.plan.purpose ?? "bootstrap", run.plan.cluster)} · ${state} · ${run.startedAt.slice(0, 16).replace("T", " ")} UTC</li>`;
  };
  return section("runs", words.sections.runs, markup`<ul class="runs">${runs.map(item)}</ul>`);
}
