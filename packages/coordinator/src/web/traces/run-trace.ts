import { createHash } from "node:crypto";
import type { Failure } from "@quorate/shared/step/outcome";
import type { Attempt, BarrierStory, RunStory } from "../story/run-story.ts";

export type Attribute = readonly [key: string, value: string | number | boolean];

export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since 1970, as all times here. */
  readonly atMs: number;
  readonly attributes: readonly Attribute[];
}

export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Undefined: the run's own span. */
  readonly parentId: string | undefined;
  /** One of few: what kind of thing, not which. */
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: readonly Attribute[];
  readonly events: readonly SpanEvent[];
  readonly status: "unset" | "ok" | "error";
  /** Of an error. */
  readonly message: string;
}

/** A run of hundreds of hosts; more would be no trace that anybody reads. */
export const mostSpans = 20_000;
const messageLength = 300;

/**
 * A finished run as a trace: the run, below it its phases, below them one span for each attempt of a step. Ids are hashes of the
 * run's and the steps' ids: whoever makes the trace of a run makes the same one. What steps said, found and gave is not in it.
 */
export function runTrace(story: RunStory): readonly Span[] {
  const { progress } = story;
  const ids = new TraceIds(progress.run);
  const endMs = story.finishedMs ?? progress.startedMs;
  const critical = new Set(story.criticalPath(endMs).steps);
  const { attempts } = story;
  const phases = [...Map.groupBy(attempts, ({ phase }) => phase)].map(([phase, own]) =>
    phaseSpan(phase, own, ids, endMs),
  );
  const steps = attempts.map((attempt) => stepSpan(attempt, story, ids, { endMs, critical }));
  return [runSpan(story, ids, endMs), ...phases, ...steps];
}

/** W3C trace context wants both to be other than zero, which a hash is. */
class TraceIds {
  readonly trace: string;
  readonly root: string;
  readonly #run: string;

  constructor(run: string) {
    this.#run = run;
    this.trace = hashOf(`quorate trace ${run}`).slice(0, 32);
    this.root = this.span("run");
  }

  span(what: string): string {
    return hashOf(`quorate span ${this.#run} ${what}`).slice(0, 16);
  }

  phase(phase: string): string {
    return this.span(`phase ${phase}`);
  }
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function runSpan(story: RunStory, ids: TraceIds, endMs: number): Span {
  const { plan, run, startedMs, finished, doneSteps, changedSteps, steps } = story.progress;
  return {
    ...{ traceId: ids.trace, spanId: ids.root, parentId: undefined, startMs: startedMs, endMs },
    name: plan.purpose ?? "bootstrap",
    attributes: [
      ...[
        ["quorate.run", run] as const,
        ["quorate.cluster", plan.cluster] as const,
        ["quorate.plan", plan.hash] as const,
      ],
      ...[["quorate.hosts", plan.hosts.length] as const, ["quorate.steps", steps.size] as const],
      ...[["quorate.steps.done", doneSteps] as const, ["quorate.steps.changed", changedSteps] as const],
      ...errorType(finished?.failure),
    ],
    events: story.barriers.flatMap(barrierEvents),
    ...statusOf(finished?.outcome === "done", finished?.failure),
  };
}

function phaseSpan(phase: string, attempts: readonly Attempt[], ids: TraceIds, runEndMs: number): Span {
  const failed = attempts.some(({ state }) => state === "failed" || state === "lost");
  return {
    ...{ traceId: ids.trace, spanId: ids.phase(phase), parentId: ids.root, name: phase, events: [] },
    startMs: Math.min(...attempts.map(({ startMs }) => startMs)),
    endMs: Math.max(...attempts.map(({ endMs }) => endMs ?? runEndMs)),
    attributes: [["quorate.phase", phase]],
    ...{ status: failed ? "error" : "unset", message: "" },
  };
}

interface RunWide {
  readonly endMs: number;
  readonly critical: ReadonlySet<string>;
}

function stepSpan(
  attempt: Attempt,
  { progress, barriers }: RunStory,
  ids: TraceIds,
  { endMs, critical }: RunWide,
): Span {
  const { step, phase, state, startMs } = attempt;
  const shown = progress.steps.get(step.id);
  // Of an attempt that was followed by another only the outcome is kept.
  const failure = shown?.attempt === attempt.attempt ? shown.failure : undefined;
  return {
    ...{ traceId: ids.trace, spanId: ids.span(`step ${step.id} ${attempt.attempt}`), parentId: ids.phase(phase) },
    ...{ name: step.kind, startMs, endMs: Math.max(startMs, attempt.endMs ?? endMs) },
    attributes: [
      ...[
        ["quorate.step", step.id] as const,
        ["quorate.step.title", step.title] as const,
        ["host.name", step.host] as const,
      ],
      ...[["quorate.outcome", state] as const, ["quorate.attempt", attempt.attempt] as const],
      ["quorate.retries", attempt.attempt - 1],
      ["quorate.critical_path", critical.has(step.id)],
      ...errorType(failure),
    ],
    events: barriers
      .filter(({ barrier }) => barrier.id === step.barrier)
      .flatMap((barrier) => markEvents(barrier, step.host)),
    ...statusOf(state === "changed" || state === "unchanged", state === "canceled" ? undefined : failure, state),
  };
}

function statusOf(well: boolean, failure: Failure | undefined, state?: string): Pick<Span, "status" | "message"> {
  if (well) return { status: "ok", message: "" };
  // Canceled is an outcome and no error.
  if (state === "canceled") return { status: "unset", message: "" };
  return { status: "error", message: failure ? `${failure.code}: ${failure.message}`.slice(0, messageLength) : "" };
}

const errorType = (failure: Failure | undefined): readonly Attribute[] =>
  failure ? [["error.type", failure.code]] : [];

function barrierEvents({ barrier, armedMs, firedMs, endMs, result }: BarrierStory): readonly SpanEvent[] {
  const attributes: readonly Attribute[] = [["quorate.barrier", barrier.id]];
  const outcome: readonly Attribute[] = result ? [["quorate.outcome", result.outcome]] : [];
  return [
    ...(armedMs === undefined ? [] : [{ name: "barrier armed", atMs: armedMs, attributes }]),
    ...(firedMs === undefined ? [] : [{ name: "barrier fired", atMs: firedMs, attributes }]),
    ...(endMs === undefined ? [] : [{ name: "barrier over", atMs: endMs, attributes: [...attributes, ...outcome] }]),
  ];
}

/** Moments of a start window: their own clock begins with the first command, which the log knows as the moment of firing. */
function markEvents({ marks, firedMs }: BarrierStory, host: string): readonly SpanEvent[] {
  if (firedMs === undefined) return [];
  return marks
    .filter((mark) => mark.host === host)
    .map(({ name, atMs, errorMs }) => ({
      name,
      atMs: firedMs + atMs,
      attributes: [["quorate.clock_error_ms", errorMs]],
    }));
}
