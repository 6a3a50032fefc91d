import type { FoldedRun } from "../../journal/folded-run.ts";
import { type Metric, type MetricsInput, one, type Sample, seconds } from "./metric.ts";

const runsOf = ({ state }: MetricsInput): readonly FoldedRun[] => [...state.runs];
const purposeOf = ({ plan }: FoldedRun): string => plan.purpose ?? "bootstrap";
/** Only of runs that are over: what is counted never changes again, as a counter must not. */
const overOf = (input: MetricsInput): readonly FoldedRun[] => runsOf(input).filter(({ finished }) => finished);

/** How many there are of each combination of labels. */
function counted(all: readonly Sample["labels"][]): readonly Sample[] {
  const groups = Map.groupBy(all, (labels) => JSON.stringify(labels));
  return [...groups.values()].flatMap((group) => group.slice(0, 1).map((labels) => ({ labels, value: group.length })));
}

/** The value of the last run of each purpose for which there is one. */
function lastOf(input: MetricsInput, value: (run: FoldedRun) => number | undefined): readonly Sample[] {
  const found = new Map<string, number>();
  for (const run of overOf(input)) {
    const said = value(run);
    if (said !== undefined) found.set(purposeOf(run), said);
  }
  return [...found].map(([purpose, said]) => ({ labels: { purpose }, value: said }));
}

interface EndedStep {
  readonly kind: string;
  readonly outcome: string;
  readonly durationMs: number;
}

function endedSteps(input: MetricsInput): readonly EndedStep[] {
  return overOf(input).flatMap(({ steps }) =>
    [...steps].flatMap(({ step: { kind }, finished }) => {
      return finished ? [{ kind, outcome: finished.outcome, durationMs: finished.durationMs }] : [];
    }),
  );
}

function skews(input: MetricsInput): readonly Sample[] {
  const found = new Map<string, number>();
  for (const { barriers } of runsOf(input)) {
    for (const { barrier, result } of barriers) {
      if (result?.skewMs !== undefined) found.set(barrier.id, seconds(result.skewMs));
    }
  }
  return [...found].map(([barrier, value]) => ({ labels: { barrier }, value }));
}

export const runMetrics: readonly Metric[] = [
  {
    name: "quorate_runs_total",
    type: "counter",
    help: "Runs that are over, by what they were for and how they ended.",
    labels: ["purpose", "outcome"],
    samples: (input) =>
      counted(overOf(input).map((run) => ({ purpose: purposeOf(run), outcome: run.finished?.outcome ?? "" }))),
  },
  {
    name: "quorate_run_in_progress",
    type: "gauge",
    help: "1 while a run is under way.",
    labels: [],
    samples: ({ status }) => one(status.run?.state === "running" ? 1 : 0),
  },
  {
    name: "quorate_run_interrupted",
    type: "gauge",
    help: "1 while the last run waits to be resumed or aborted.",
    labels: [],
    samples: ({ status }) => one(status.run?.state === "interrupted" ? 1 : 0),
  },
  {
    name: "quorate_run_last_duration_seconds",
    type: "gauge",
    help: "How long the last run took that is over.",
    labels: ["purpose"],
    samples: (input) => lastOf(input, ({ finished }) => finished && seconds(finished.durationMs)),
  },
  {
    name: "quorate_run_last_success_timestamp_seconds",
    type: "gauge",
    help: "When the last run ended that was done.",
    labels: ["purpose"],
    samples: (input) =>
      lastOf(input, ({ finished }) => (finished?.outcome === "done" ? seconds(Date.parse(finished.at)) : undefined)),
  },
  {
    name: "quorate_steps_total",
    type: "counter",
    help: "Steps of runs that are over, by their kind and how they ended.",
    labels: ["kind", "outcome"],
    samples: (input) => counted(endedSteps(input).map(({ kind, outcome }) => ({ kind, outcome }))),
  },
  {
    name: "quorate_step_duration_seconds",
    type: "histogram",
    help: "How long steps of runs that are over took, by the agent's clock.",
    labels: ["kind"],
    samples: (input) =>
      endedSteps(input).map(({ kind, durationMs }) => ({ labels: { kind }, value: seconds(durationMs) })),
  },
  {
    name: "quorate_start_window_skew_seconds",
    type: "gauge",
    help: "Between the first and the last process start of the barrier, in the last run that had it.",
    labels: ["barrier"],
    samples: skews,
  },
];
