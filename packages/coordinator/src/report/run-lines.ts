import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import type { Language } from "@quorate/shared/language";
import { evidenceIn, sentenceIn } from "@quorate/shared/texts/sentence-in";
import { clockTime, took } from "./duration.ts";
import { oneLine, padEnd } from "./line.ts";
import type { Look } from "./look.ts";
import { runHeader } from "./run-frame.ts";
import { isUnderWay, type RunProgress } from "./run-progress.ts";
import { startWindow } from "./start-window.ts";
import { runWords } from "./words/run-words.ts";
import { titleWords } from "./words/step-titles.ts";

const outcomeWidth = 9;
type StepFinished = Extract<ClusterEvent, { type: "step.finished" }>;

/** One event of a run for a log file or a pipe: lines in time, nothing drawn over. `progress` has applied the event. */
export function runLines(progress: RunProgress, { event, at }: EventRecord, look: Look): readonly string[] {
  const time = clockTime(Date.parse(at) - progress.startedMs);
  const { language } = look;
  const words = runWords[language];
  const say = (what: string, text: string): readonly string[] => [`${time}  ${padEnd(what, outcomeWidth)}  ${text}`];
  switch (event.type) {
    case "run.started":
      return [runHeader(progress, look)];
    case "run.checked":
      return event.checks
        .filter(({ severity }) => severity !== "ok")
        .flatMap(({ id, severity, detail }) =>
          say(words.outcome[severity], `${id}: ${oneLine(sentenceIn(language, detail))}`),
        );
    case "step.finished":
      return say(stateWord(progress, event, language), stepText(progress, event, language));
    case "barrier.armed":
      return say(words.outcome.armed, `${barrierTitle(progress, event.barrier, language)}: ${event.hosts.join(", ")}`);
    case "barrier.finished": {
      const barrier = progress.barriers.find((each) => each.barrier.id === event.barrier)?.barrier;
      return barrier ? startWindow(barrier, event.result, look).map((line) => `      ${line}`) : [];
    }
    case "assertion.judged":
      return event.holds
        ? []
        : say(words.outcome.failed, oneLine(sentenceIn(language, event.failure?.message ?? event.assertion)));
    default:
      return [];
  }
}

/** When nothing was heard for a while: what is under way, so that a log does not look dead. */
export function stillLine(progress: RunProgress, nowMs: number, { language }: Look): string | undefined {
  const words = runWords[language];
  const busy = [...progress.steps.values()].filter(({ state }) => isUnderWay(state));
  const [first] = busy;
  if (!first) return undefined;
  const more = busy.length > 1 ? words.more(busy.length - 1) : "";
  const time = clockTime(nowMs - progress.startedMs);
  const tail = first.tail.at(-1);
  const last = tail === undefined ? "" : `: ${evidenceIn(language, tail)}`;
  return `${time}  ${padEnd(words.outcome.waiting, outcomeWidth)}  ${first.step.host}  ${titleWords(language, first.step.title)}${more}${last}`;
}

function stateWord(progress: RunProgress, { step }: StepFinished, language: Language): string {
  const state = progress.steps.get(step)?.state ?? "";
  const words: Readonly<Record<string, string>> = runWords[language].outcome;
  return words[state === "unchanged" ? "ok" : state] ?? state;
}

function stepText(progress: RunProgress, event: StepFinished, language: Language): string {
  const step = progress.steps.get(event.step)?.step;
  const cause = event.failure ? `: ${event.failure.code}: ${oneLine(sentenceIn(language, event.failure.message))}` : "";
  const time = event.durationMs >= 1000 ? ` (${took(event.durationMs)})` : "";
  return `${step?.host ?? ""}  ${step ? titleWords(language, step.title) : event.step}${time}${cause}`;
}

function barrierTitle(progress: RunProgress, id: string, language: Language): string {
  return titleWords(language, progress.barriers.find(({ barrier }) => barrier.id === id)?.barrier.title ?? id);
}
