import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { clockTime, took } from "./duration.ts";
import { oneLine, padEnd } from "./line.ts";
import type { Look } from "./look.ts";
import { runHeader } from "./run-frame.ts";
import { isUnderWay, type RunProgress } from "./run-progress.ts";
import { startWindow } from "./start-window.ts";

const outcomeWidth = 9;
type StepFinished = Extract<ClusterEvent, { type: "step.finished" }>;

/** One event of a run for a log file or a pipe: lines in time, nothing drawn over. `progress` has applied the event. */
export function runLines(progress: RunProgress, { event, at }: EventRecord, look: Look): readonly string[] {
  const time = clockTime(Date.parse(at) - progress.startedMs);
  const say = (what: string, text: string): readonly string[] => [`${time}  ${padEnd(what, outcomeWidth)}  ${text}`];
  switch (event.type) {
    case "run.started":
      return [runHeader(progress, look)];
    case "run.checked":
      return event.checks
        .filter(({ severity }) => severity !== "ok")
        .flatMap(({ id, severity, detail }) => say(severity, `${id}: ${oneLine(detail)}`));
    case "step.finished":
      return say(stateWord(progress, event), stepText(progress, event));
    case "barrier.armed":
      return say("armed", `${barrierTitle(progress, event.barrier)}: ${event.hosts.join(", ")}`);
    case "barrier.finished": {
      const barrier = progress.barriers.find((each) => each.barrier.id === event.barrier)?.barrier;
      return barrier ? startWindow(barrier, event.result, look).map((line) => `      ${line}`) : [];
    }
    case "assertion.judged":
      return event.holds ? [] : say("failed", oneLine(event.failure?.message ?? event.assertion));
    default:
      return [];
  }
}

/** When nothing was heard for a while: what is under way, so that a log does not look dead. */
export function stillLine(progress: RunProgress, nowMs: number): string | undefined {
  const busy = [...progress.steps.values()].filter(({ state }) => isUnderWay(state));
  const [first] = busy;
  if (!first) return undefined;
  const more = busy.length > 1 ? ` and ${busy.length - 1} more` : "";
  const time = clockTime(nowMs - progress.startedMs);
  const tail = first.tail.at(-1);
  const last = tail === undefined ? "" : `: ${tail}`;
  return `${time}  ${padEnd("waiting", outcomeWidth)}  ${first.step.host}  ${first.step.title}${more}${last}`;
}

function stateWord(progress: RunProgress, { step }: StepFinished): string {
  const state = progress.steps.get(step)?.state ?? "";
  return state === "unchanged" ? "ok" : state;
}

function stepText(progress: RunProgress, event: StepFinished): string {
  const step = progress.steps.get(event.step)?.step;
  const cause = event.failure ? `: ${event.failure.code}: ${oneLine(event.failure.message)}` : "";
  const time = event.durationMs >= 1000 ? ` (${took(event.durationMs)})` : "";
  return `${step?.host ?? ""}  ${step?.title ?? event.step}${time}${cause}`;
}

function barrierTitle(progress: RunProgress, id: string): string {
  return progress.barriers.find(({ barrier }) => barrier.id === id)?.barrier.title ?? id;
}
