import type { FoldedRun } from "../../journal/folded-run.ts";
import type { ClusterStatus } from "../../rpc/status.ts";
import { age, took } from "../duration.ts";
import { columns } from "../table.ts";
import { type ResourceInput, type ResourceItem, type ResourceList, stateColumn, wide } from "./resource.ts";

/** The last run first. */
export function runList({ state, status }: ResourceInput): ResourceList {
  const nowMs = Date.parse(status.at);
  return {
    kind: "RunList",
    singular: "run",
    columns: [
      ...columns("NAME"),
      ...["PURPOSE", "STATE"].map(stateColumn),
      ...columns("STEPS>", "CHANGED>", "FAILED>", "TOOK>"),
      ...["CLUSTER", "PLAN", "BY", "IGNORED"].map(wide),
      ...columns("AGE>"),
    ],
    items: [...state.runs].toReversed().map((run) => runItem(run, runState(run, status), nowMs)),
  };
}

/** Only the coordinator knows whether it is at a run that has no end yet. */
export function runState(run: Pick<FoldedRun, "run" | "finished">, { run: last }: ClusterStatus): string {
  return run.finished?.outcome ?? (last?.run === run.run ? last.state : "interrupted");
}

function runItem(run: FoldedRun, state: string, nowMs: number): ResourceItem {
  const { plan, by, ignoredChecks, startedAt, finished, since } = run;
  const outcomes = [...run.steps].map((step) => step.finished?.outcome);
  const count = (...wanted: readonly string[]): number =>
    outcomes.filter((each) => each && wanted.includes(each)).length;
  const steps = {
    total: outcomes.length,
    changed: count("changed"),
    unchanged: count("unchanged"),
    failed: count("failed", "lost", "canceled"),
  };
  const durationMs = finished?.durationMs ?? nowMs - Date.parse(startedAt);
  const purpose = plan.purpose ?? "bootstrap";
  return {
    name: run.run,
    cells: [
      run.run,
      purpose,
      state,
      `${steps.changed + steps.unchanged}/${steps.total}`,
      String(steps.changed),
      String(steps.failed),
      took(durationMs),
      plan.cluster,
      plan.hash.slice(0, 8),
      by,
      ignoredChecks.join(",") || "-",
      age(nowMs - Date.parse(startedAt)),
    ],
    data: {
      name: run.run,
      ...{ purpose, state, cluster: plan.cluster, planHash: plan.hash, by, ignoredChecks, since, startedAt, steps },
      ...(finished ? { finishedAt: finished.at, durationMs: Math.round(finished.durationMs) } : {}),
      ...(finished?.failure ? { failure: finished.failure } : {}),
    },
  };
}
