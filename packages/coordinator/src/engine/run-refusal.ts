import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent } from "@quorate/shared/events";
import type { RunId } from "@quorate/shared/ids";
import type { CheckResult } from "@quorate/shared/step/preflight";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { FoldedRun } from "../journal/folded-run.ts";
import { durationText } from "../spec/quantity.ts";
import { failure } from "./failure.ts";

/** By its id or, without one, the run that has no end yet. Throws NOT_FOUND. */
export function findRun({ runs, currentRun }: ClusterState, id: string): FoldedRun {
  const wanted = id === "" ? currentRun : id;
  const found = [...runs].find(({ run }) => run === wanted);
  if (found) return found;
  const what =
    id === "" ? "no run is under way or was interrupted" : `there is no run ${JSON.stringify(id.slice(0, 100))}`;
  throw new AppError("NOT_FOUND", what, { hint: "`coordinator status` shows the last run" });
}

/** Why a run cannot be gone on with, or ended. */
export function notInterrupted({ run, finished, by }: FoldedRun): AppError {
  if (!finished) return new AppError("RUN_IN_PROGRESS", `run ${run}, begun by ${by}, is just being taken up`);
  return new AppError("NOT_FOUND", `run ${run} is over: it ended ${finished.outcome} at ${finished.at}`, {
    hint: "`coordinator bootstrap` begins a new one, which does not repeat what is done",
  });
}

/** Why a run cannot begin: who is at what, and since when. */
export function inTheWay(
  current: FoldedRun | undefined,
  starting: { readonly by: string } | undefined,
  driven: boolean,
  nowMs: number,
): AppError {
  if (!current) return new AppError("RUN_IN_PROGRESS", `${starting?.by ?? "somebody"} is just starting a run`);
  const { run, by, startedAt, plan } = current;
  const ago = durationText(Math.max(1_000, Math.round((nowMs - Date.parse(startedAt)) / 1_000) * 1_000));
  const what = `the ${plan.purpose ?? "bootstrap"} of ${plan.cluster} that ${by} began at ${startedAt}, ${ago} ago`;
  if (driven) return new AppError("RUN_IN_PROGRESS", `run ${run} is in progress: ${what}`);
  return new AppError("RUN_IN_PROGRESS", `run ${run} was interrupted and has no end yet: ${what}`, {
    hint: "go on with it: coordinator resume; or end it: coordinator abort",
  });
}

/** The end of a run that must not begin. */
export function checksFailed(
  run: RunId,
  failed: readonly CheckResult[],
): Extract<ClusterEvent, { type: "run.finished" }> {
  const lines = failed.map((check) => `${check.id}: ${check.detail}`);
  const cause = failure("PREFLIGHT_FAILED", lines.join("; "), { hint: failed[0]?.fix ?? "", evidence: lines });
  return { type: "run.finished", run, outcome: "failed", durationMs: 0, failure: cause };
}
