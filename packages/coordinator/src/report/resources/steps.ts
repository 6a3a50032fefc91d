import type { FoldedRun, FoldedStep } from "../../journal/folded-run.ts";
import { took } from "../duration.ts";
import { columns } from "../table.ts";
import { type ResourceInput, type ResourceItem, type ResourceList, stateColumn, wide } from "./resource.ts";

/** The steps of one run, in the order of its plan. */
export function stepList(input: ResourceInput): ResourceList {
  const run = runOf(input);
  return {
    kind: "StepList",
    singular: "step",
    columns: [
      ...columns("NAME"),
      stateColumn("STATE"),
      ...columns("ATTEMPT>", "TOOK>"),
      ...["KIND", "CODE", "TITLE"].map(wide),
    ],
    items: [...(run?.steps ?? [])].map(stepItem),
  };
}

/** The named run, or the last. */
export function runOf({ state, run }: Pick<ResourceInput, "state" | "run">): FoldedRun | undefined {
  const runs = [...state.runs];
  return run === undefined ? runs.at(-1) : runs.find((each) => each.run === run);
}

function stepItem({ step, state, attempt, finished, leasedAt }: FoldedStep): ResourceItem {
  const how = state === "finished" ? (finished?.outcome ?? "finished") : state === "leased" ? "running" : state;
  const { id, kind, host, title } = step;
  const spent = finished ? took(finished.durationMs) : "-";
  return {
    name: id,
    cells: [id, how, String(attempt), spent, kind, finished?.failure?.code ?? "-", title],
    data: {
      name: id,
      ...{ kind, host, title, state: how, attempt, needs: step.needs },
      ...(leasedAt === undefined ? {} : { leasedAt }),
      ...(finished
        ? { finishedAt: finished.at, durationMs: Math.round(finished.durationMs), drift: finished.drift }
        : {}),
      ...(finished?.failure ? { failure: finished.failure } : {}),
      ...(finished && finished.undone.length > 0 ? { undone: finished.undone } : {}),
    },
  };
}
