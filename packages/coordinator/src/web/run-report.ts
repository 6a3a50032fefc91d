import { AppError } from "@quorate/shared/errors";
import type { EventRecord } from "@quorate/shared/events";
import type { Language } from "@quorate/shared/language";
import { type ClusterState, foldEvents } from "../journal/cluster-state.ts";
import type { FoldedRun } from "../journal/folded-run.ts";
import { type ClusterStatus, statusOf } from "../rpc/status.ts";
import { reportedEvents, reportPage } from "./page/page.ts";
import { pageData, shownRun } from "./page/page-data.ts";
import { storyOf } from "./story/run-story.ts";

export interface ReportWish {
  /** Undefined: the last one. */
  readonly run: string | undefined;
  readonly language: Language;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface RunReport {
  readonly run: string;
  readonly html: string;
}

/**
 * One run as a file, from the whole event log; `status` is what a coordinator says that runs now. Throws USAGE when there is no
 * such run.
 */
export function runReport(
  records: readonly EventRecord[],
  status: ClusterStatus | undefined,
  { run: asked, language, nowMs }: ReportWish,
): RunReport {
  const state = foldEvents(records);
  const run = shownRun(state, asked ?? null);
  if (!run) throw noSuchRun(state, asked);
  const data = pageData({
    ...{ state, unready: [], status: status ?? statusOf({ state, driven: undefined, sight: () => undefined, nowMs }) },
    story: storyOf(records, run.run),
    events: eventsOf(records, run).slice(-reportedEvents),
  });
  return { run: run.run, html: reportPage(data, language, status !== undefined) };
}

function eventsOf(records: readonly EventRecord[], { run, since }: FoldedRun): readonly EventRecord[] {
  const end = records.findLast(({ event }) => event.type === "run.finished" && event.run === run)?.seq;
  return records.filter(({ seq }) => seq >= since && seq <= (end ?? Number.POSITIVE_INFINITY));
}

function noSuchRun({ runs }: ClusterState, asked: string | undefined): AppError {
  const last = [...runs].slice(-3).map(({ run }) => run);
  const hint =
    last.length === 0
      ? "there is none yet: coordinator bootstrap -f cluster.yaml"
      : `the last runs are ${last.join(", ")}`;
  const what = asked === undefined ? "there was no run yet" : `there is no run ${JSON.stringify(asked.slice(0, 100))}`;
  return new AppError("USAGE", what, { hint });
}
