import type { Clock } from "@quorate/shared/clock";
import type { EventRecord } from "@quorate/shared/events";
import type { RunId } from "@quorate/shared/ids";
import { RunProgress } from "../report/run-progress.ts";
import type { NextCommands, RunViewer } from "./run-viewer.ts";

export interface FollowedRun {
  readonly run: RunId;
  /** The run's events and maybe others, from run.started on; ends or rejects when nobody will send more. */
  readonly events: AsyncIterable<EventRecord>;
  readonly viewer: RunViewer;
  readonly clock: Clock;
  readonly next: NextCommands;
  /** Called with what is known so far after each event: to learn what to do on Ctrl-C. */
  readonly seen?: (progress: RunProgress) => void;
}

const tickMs = 250;

/** Shows a run until it is over. Resolves with undefined when the events ended before the run did. */
export async function followRun({
  run,
  events,
  viewer,
  clock,
  next,
  seen,
}: FollowedRun): Promise<RunProgress | undefined> {
  let progress: RunProgress | undefined;
  const stop = every(clock, tickMs, () => progress && viewer.tick(progress));
  try {
    for await (const record of events) {
      const { event } = record;
      if (!("run" in event) || event.run !== run) continue;
      if (event.type === "run.started") progress = new RunProgress(record, event);
      else progress?.apply(record);
      if (!progress) continue;
      viewer.event(progress, record);
      seen?.(progress);
      if (!progress.finished) continue;
      stop();
      viewer.end(progress, next);
      return progress;
    }
    return undefined;
  } finally {
    stop();
  }
}

function every(clock: Clock, ms: number, act: () => void): () => void {
  let cancel = clock.after(ms, function again() {
    act();
    cancel = clock.after(ms, again);
  });
  return () => cancel();
}
