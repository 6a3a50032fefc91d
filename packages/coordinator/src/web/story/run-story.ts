import type { BarrierMark, ClusterEvent, EventRecord, EventType } from "@quorate/shared/events";
import type { BarrierId, HostId, StepId } from "@quorate/shared/ids";
import type { Barrier, Step } from "@quorate/shared/plan";
import type { FoldedBarrier } from "../../journal/folded-run.ts";
import { RunProgress, type StepState } from "../../report/run-progress.ts";
import { type CriticalPath, criticalPath, type StepSpan } from "./critical-path.ts";

/** One attempt of a step. Times by the wall clock of the event log, milliseconds since 1970. */
export interface Attempt {
  readonly step: Step;
  readonly phase: string;
  readonly attempt: number;
  readonly startMs: number;
  /** Undefined while it is under way. */
  readonly endMs: number | undefined;
  /** As its agent measured it; undefined while it is under way. */
  readonly tookMs: number | undefined;
  readonly state: StepState;
}

/** A barrier as the log tells it while it is under way, and when it is over. */
export interface BarrierStory {
  readonly barrier: Barrier;
  readonly state: FoldedBarrier["state"];
  /** When all members were armed. */
  readonly armedMs: number | undefined;
  /** When the first member was fired, by the log. */
  readonly firedMs: number | undefined;
  readonly endMs: number | undefined;
  readonly result: FoldedBarrier["result"];
  /** Moments since the first command; before the result is there, since the first moment that a member told. */
  readonly marks: readonly BarrierMark[];
}

type Event<T extends EventType> = Extract<ClusterEvent, { type: T }>;
type Begun = { readonly step: StepId; readonly attempt: number; readonly startMs: number };
type Ended = { readonly endMs: number; readonly event: Event<"step.finished"> };
type Told = { readonly step: StepId; readonly mark: Event<"step.mark">["mark"] };
type Moments = { armedMs?: number; firedMs?: number; endMs?: number };

const attemptKey = (step: StepId, attempt: number): string => `${step} ${attempt}`;

/** One run, from run.started on: what was tried when, what the barriers did, and which chain of steps it took so long for. */
export class RunStory {
  readonly progress: RunProgress;
  /** Of the last event that was looked at. */
  seq: number;
  /** Made when somebody looks, dropped by the next event. */
  #attempts: readonly Attempt[] | undefined;
  #path: { readonly nowMs: number; readonly path: CriticalPath } | undefined;
  readonly #begun = new Map<string, Begun>();
  readonly #ended = new Map<string, Ended>();
  readonly #told: Told[] = [];
  readonly #moments = new Map<BarrierId, Moments>();

  constructor(record: EventRecord, started: Event<"run.started">) {
    this.progress = new RunProgress(record, started);
    this.seq = record.seq;
  }

  apply(record: EventRecord): void {
    const { event, seq } = record;
    this.seq = seq;
    this.#attempts = undefined;
    this.#path = undefined;
    this.progress.apply(record);
    if (!("run" in event) || event.run !== this.progress.run) return;
    this.#remember(event, Date.parse(record.at));
  }

  get finishedMs(): number | undefined {
    const { finished } = this.progress;
    return finished && Date.parse(finished.at);
  }

  /** In the order in which they were begun. */
  get attempts(): readonly Attempt[] {
    this.#attempts ??= this.#allAttempts();
    return this.#attempts;
  }

  #allAttempts(): readonly Attempt[] {
    return [...this.#begun].flatMap(([key, { step, attempt, startMs }]) => {
      const shown = this.progress.steps.get(step);
      if (!shown) return [];
      const ended = this.#ended.get(key);
      return {
        ...{ step: shown.step, phase: shown.phase, attempt, startMs },
        endMs: ended?.endMs ?? this.finishedMs,
        tookMs: ended?.event.durationMs,
        state: ended?.event.outcome ?? shown.state,
      };
    });
  }

  get barriers(): readonly BarrierStory[] {
    return this.progress.barriers.map(({ barrier, state, result }) => {
      const { armedMs, firedMs, endMs } = this.#moments.get(barrier.id) ?? {};
      return { barrier, state, armedMs, firedMs, endMs, result, marks: result?.marks ?? this.#liveMarks(barrier) };
    });
  }

  /** So far, when the run goes on: what is under way ends at `nowMs`. */
  criticalPath(nowMs: number): CriticalPath {
    if (this.#path?.nowMs === nowMs) return this.#path.path;
    const spans = new Map<string, StepSpan>();
    for (const { step, startMs, endMs = nowMs } of this.attempts) {
      spans.set(step.id, { startMs: spans.get(step.id)?.startMs ?? startMs, endMs });
    }
    const { steps, plan } = this.progress;
    const path = criticalPath(new Map([...steps].map(([id, { step }]) => [id, step])), plan, spans);
    this.#path = { nowMs, path };
    return path;
  }

  #remember(event: ClusterEvent, atMs: number): void {
    switch (event.type) {
      case "lease.granted": {
        const { step, attempt } = event;
        const key = attemptKey(step, attempt);
        // A lease goes again when the agent comes back; the attempt is the same.
        if (!this.#begun.has(key)) this.#begun.set(key, { step, attempt, startMs: atMs });
        return;
      }
      case "step.finished":
        this.#ended.set(attemptKey(event.step, event.attempt), { endMs: atMs, event });
        return;
      case "step.mark":
        this.#told.push({ step: event.step, mark: event.mark });
        return;
      case "barrier.armed":
        this.#moments.set(event.barrier, { armedMs: atMs });
        return;
      case "barrier.fired":
        this.#momentsOf(event.barrier).firedMs ??= atMs;
        return;
      case "barrier.finished":
        this.#momentsOf(event.barrier).endMs = atMs;
        return;
      default:
        return;
    }
  }

  #momentsOf(barrier: BarrierId): Moments {
    const moments = this.#moments.get(barrier) ?? {};
    this.#moments.set(barrier, moments);
    return moments;
  }

  #liveMarks({ steps }: Barrier): readonly BarrierMark[] {
    const told = this.#told.filter(({ step }) => steps.includes(step));
    const zero = told.map(({ mark }) => BigInt(mark.atNs)).reduce<bigint | undefined>(least, undefined) ?? 0n;
    return told.flatMap(({ step, mark }) => {
      const host: HostId | undefined = this.progress.steps.get(step)?.step.host;
      const atMs = Number(BigInt(mark.atNs) - zero) / 1e6;
      return host === undefined ? [] : [{ host, name: mark.name, atMs, errorMs: Number(mark.errorNs) / 1e6 }];
    });
  }
}

const least = (a: bigint | undefined, b: bigint): bigint => (a === undefined || b < a ? b : a);

/** Of records in their order; undefined when the run was not started in them. */
export function storyOf(records: Iterable<EventRecord>, run: string): RunStory | undefined {
  let story: RunStory | undefined;
  for (const record of records) {
    const { event } = record;
    if (story) story.apply(record);
    if (story?.progress.finished) return story;
    if (!story && event.type === "run.started" && event.run === run) story = new RunStory(record, event);
  }
  return story;
}
