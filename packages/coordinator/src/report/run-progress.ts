import { errorSpec } from "@quorate/shared/error-catalogue";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import type { HostId, RunId, StepId } from "@quorate/shared/ids";
import type { Plan, Step } from "@quorate/shared/plan";
import type { Failure } from "@quorate/shared/step/outcome";
import type { CheckResult } from "@quorate/shared/step/preflight";
import { type ClusterState, emptyState, foldEvent } from "../journal/cluster-state.ts";
import type { FoldedAssertion, FoldedBarrier, FoldedRun, FoldedStep } from "../journal/folded-run.ts";
import { oneLine } from "./line.ts";

export type StepState =
  | "pending"
  | "running"
  | "armed"
  | "fired"
  | "retrying"
  | "unchanged"
  | "changed"
  | "failed"
  | "canceled"
  | "lost";

/** One step as people look at it. Times by the wall clock of the event log, milliseconds since 1970. */
export interface StepProgress {
  readonly step: Step;
  readonly phase: string;
  readonly state: StepState;
  readonly attempt: number;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  readonly output: unknown;
  readonly failure: Failure | undefined;
  readonly undone: readonly string[];
  /** The last lines of a running command. */
  readonly tail: readonly string[];
  readonly lastMark: string | undefined;
}

/** What the log's fold leaves out, because no decision rests on it. */
interface Live {
  tail: readonly string[];
  lastMark: string | undefined;
  firstLeaseMs: number | undefined;
}

const tailLines = 3;
const over: ReadonlySet<StepState> = new Set(["unchanged", "changed", "failed", "canceled", "lost"]);

export const isOver = (state: StepState): boolean => over.has(state);
export const isDone = (state: StepState): boolean => state === "unchanged" || state === "changed";
export const isUnderWay = (state: StepState): boolean => state !== "pending" && !over.has(state);

/** One run as its events tell it, from run.started on. Events of other runs pass by. */
export class RunProgress {
  readonly run: RunId;
  readonly plan: Plan;
  readonly startedMs: number;
  #cluster: ClusterState;
  #folded: FoldedRun;
  /** Made when somebody looks, dropped by the next event. */
  #steps: ReadonlyMap<StepId, StepProgress> | undefined;
  #byHost: ReadonlyMap<HostId, readonly StepProgress[]> | undefined;
  readonly #live = new Map<StepId, Live>();

  constructor(record: EventRecord, started: Extract<ClusterEvent, { type: "run.started" }>) {
    this.run = started.run;
    this.plan = started.plan;
    this.startedMs = Date.parse(record.at);
    this.#cluster = foldEvent(emptyState, record);
    this.#folded = this.#refold();
  }

  get barriers(): readonly FoldedBarrier[] {
    return [...this.#folded.barriers];
  }

  get assertions(): readonly FoldedAssertion[] {
    return [...this.#folded.assertions];
  }

  /** Checks between the hosts, made before the first step. */
  get checks(): readonly CheckResult[] {
    return this.#folded.checks;
  }

  get finished(): FoldedRun["finished"] {
    return this.#folded.finished;
  }

  get steps(): ReadonlyMap<StepId, StepProgress> {
    this.#steps ??= new Map(
      this.plan.phases.flatMap((phase) =>
        phase.steps.map((step) => [step.id, this.#stepProgress(step, phase.name)] as const),
      ),
    );
    return this.#steps;
  }

  get doneSteps(): number {
    return [...this.steps.values()].filter(({ state }) => isDone(state)).length;
  }

  get changedSteps(): number {
    return [...this.steps.values()].filter(({ state }) => state === "changed").length;
  }

  /** In the order of the plan. */
  stepsOf(host: HostId, phase?: string): readonly StepProgress[] {
    this.#byHost ??= Map.groupBy(this.steps.values(), ({ step }) => step.host);
    const steps = this.#byHost.get(host) ?? [];
    return phase === undefined ? steps : steps.filter((step) => step.phase === phase);
  }

  apply(record: EventRecord): void {
    const { event } = record;
    if (!("run" in event) || event.run !== this.run) return;
    this.#cluster = foldEvent(this.#cluster, record);
    this.#folded = this.#refold();
    this.#steps = undefined;
    this.#byHost = undefined;
    if (event.type === "step.output") {
      const live = this.#liveOf(event.step);
      live.tail = [...live.tail, ...event.lines.map(oneLine).filter((line) => line !== "")].slice(-tailLines);
    }
    if (event.type === "step.mark") this.#liveOf(event.step).lastMark = event.mark.name;
    if (event.type === "lease.granted") {
      const live = this.#liveOf(event.step);
      live.tail = [];
      live.firstLeaseMs ??= Date.parse(record.at);
    }
  }

  #refold(): FoldedRun {
    const folded = this.#cluster.runs.get(this.run);
    if (!folded) throw new TypeError(`run ${this.run} is not in its own events`);
    return folded;
  }

  #liveOf(step: StepId): Live {
    const live = this.#live.get(step) ?? { tail: [], lastMark: undefined, firstLeaseMs: undefined };
    this.#live.set(step, live);
    return live;
  }

  #stepProgress(step: Step, phase: string): StepProgress {
    const folded = this.#folded.steps.get(step.id);
    const { finished } = folded ?? {};
    const barrier = step.barrier === undefined ? undefined : this.#folded.barriers.get(step.barrier);
    return {
      step,
      phase,
      state: folded ? stateOf(folded, barrier, this.finished !== undefined) : "pending",
      attempt: folded?.attempt ?? 0,
      startedMs: this.#live.get(step.id)?.firstLeaseMs,
      endedMs: finished && Date.parse(finished.at),
      output: finished?.output,
      failure: finished?.failure,
      undone: (finished?.undone ?? []).map(oneLine),
      tail: this.#live.get(step.id)?.tail ?? [],
      lastMark: this.#live.get(step.id)?.lastMark,
    };
  }
}

function stateOf(folded: FoldedStep, barrier: FoldedBarrier | undefined, runOver: boolean): StepState {
  if (folded.state === "waiting") return "pending";
  if (folded.state === "finished" && folded.finished) {
    return !runOver && willRetry(folded) ? "retrying" : folded.finished.outcome;
  }
  // A run may end without the answer of a member that was told to undo.
  if (runOver) return "lost";
  if (barrier === undefined || barrier.state === "waiting" || barrier.state === "finished") return "running";
  return barrier.fired.includes(folded.step.host) ? "fired" : "armed";
}

/** The engine's own rule: what may heal by itself is tried again as often as the plan says. */
function willRetry({ step, attempt, finished }: FoldedStep): boolean {
  if (finished?.outcome !== "failed" || finished.failure === undefined) return false;
  return errorSpec(finished.failure.code).retry === "backoff" && attempt <= (step.retries ?? 0);
}
