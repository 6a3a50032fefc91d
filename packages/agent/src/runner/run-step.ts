import { type Clock, elapsedMs } from "@quorate/shared/clock";
import type { LeasedStep, LeaseMode } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import type { StepInput, StepKind } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { failureOf } from "@quorate/shared/wire/codec-failure";
import type { ApplyHandler, BarrierHandler, StepContext, StepHandler, StepHandlers } from "../steps/handler.ts";
import type { AttemptResult } from "./journal-record.ts";
import { endOf, notConverged, orAborted, timedOut } from "./step-end.ts";

/** One attempt of one step. */
export interface StepRun {
  readonly mode: LeaseMode;
  readonly step: LeasedStep;
  readonly handlers: StepHandlers;
  readonly clock: Clock;
  /** Aborts when the coordinator cancels: the outcome is then canceled. */
  readonly cancel: AbortSignal;
  /** Aborts with an AppError when the agent stops: the step then fails with it. */
  readonly stop: AbortSignal;
  context(signal: AbortSignal): StepContext;
  /** Waits for what an earlier attempt of the step, or an earlier agent, left running. */
  settle(ctx: StepContext): Promise<void>;
  /** The last lines of output, for the evidence of a time-out. */
  recentOutput(): readonly string[];
  onArmed(): void;
  /** Resolves when the coordinator says fire. */
  readonly fired: Promise<void>;
}

/** What is known so far; survives a failure. */
interface Progress {
  drift: readonly Drift[];
  /** From here on a barrier step has something to undo. */
  arming: boolean;
}

/** Below the 60 s that the coordinator waits for an answer to its cancel. */
const undoLimitMs = 45_000;
/** With the undo after it, and what either may be late, still below those 60 s. */
const witnessLimitMs = 2_000;

/** probe, apply, probe; or what the handler's type asks for. Never rejects: whatever happens is a result. */
export async function runStep(run: StepRun): Promise<AttemptResult> {
  const started = run.clock.monoNs();
  const progress: Progress = { drift: [], arming: false };
  const limit = new AbortController();
  const stopTimer = run.clock.after(run.step.timeoutMs, () => {
    limit.abort(timedOut(run.step.kind, run.step.timeoutMs));
  });
  const broken = AbortSignal.any([limit.signal, run.stop]);
  const signal = AbortSignal.any([run.cancel, broken]);
  const finish = (end: Partial<AttemptResult> & Pick<AttemptResult, "outcome">): AttemptResult => {
    const durationMs = elapsedMs(run.clock, started);
    return { drift: progress.drift, output: null, undone: [], durationMs, ...end };
  };
  try {
    const output = await endOf(perform(run, run.step, progress, run.context(signal)), signal, run.clock);
    return finish({ output: output.value, outcome: output.changed ? "changed" : "unchanged" });
  } catch (error) {
    if (run.cancel.aborted) return finish(canceled(progress.arming ? await cancelStep(run) : nothingUndone));
    const undone = progress.arming ? await undoStep(run) : nothingUndone;
    return finish(failed(broken.aborted ? interruption(run, broken, error) : AppError.from(error), undone));
  } finally {
    stopTimer();
  }
}

interface Performed {
  readonly value: unknown;
  readonly changed: boolean;
}

const nothingToDo: Performed = { value: null, changed: false };

async function perform<K extends StepKind>(
  run: StepRun,
  step: { readonly kind: K; readonly input: StepInput<K>; readonly barrier: boolean },
  progress: Progress,
  ctx: StepContext,
): Promise<Performed> {
  const handler: StepHandler<K> = run.handlers[step.kind];
  if (step.barrier && handler.type !== "barrier") {
    throw new AppError("STEP_INPUT_INVALID", `${step.kind} cannot take part in a barrier`);
  }
  if (run.mode === "probe") {
    progress.drift = await whatDiffers(handler, step.input, ctx);
    return nothingToDo;
  }
  if (run.mode === "check") return { value: await onlyLook(run, step, handler, progress, ctx), changed: false };
  await run.settle(ctx);
  switch (handler.type) {
    case "check":
      return { value: await handler.check(step.input, ctx), changed: false };
    case "apply":
      return applyStep(step.kind, handler, step.input, progress, ctx);
    case "barrier":
      return barrierStep(run, step, handler, progress, ctx);
  }
}

/** The event log keeps what a run found for ever: that a file differed, and not how. */
function withoutDiff({ diff: _diff, ...drift }: Drift): Drift {
  return drift;
}

/** What looks only, changes nothing: a check, a barrier that measures. */
async function whatDiffers<K extends StepKind>(
  handler: StepHandler<K>,
  input: StepInput<K>,
  ctx: StepContext,
): Promise<readonly Drift[]> {
  if (handler.type === "check" || (handler.type === "barrier" && handler.readOnly)) return [];
  return handler.probe(input, ctx);
}

/** Whoever asks for a check is promised that nothing changes, whatever step the lease names. */
async function onlyLook<K extends StepKind>(
  run: StepRun,
  { kind, input, barrier }: { readonly kind: K; readonly input: StepInput<K>; readonly barrier: boolean },
  handler: StepHandler<K>,
  progress: Progress,
  ctx: StepContext,
): Promise<unknown> {
  if (handler.type === "check") return handler.check(input, ctx);
  if (handler.type === "apply" || !handler.readOnly) {
    throw new AppError("STEP_INPUT_INVALID", `${kind} changes the host, so it is not carried out as a check`);
  }
  progress.arming = true;
  await armAndWait(run, barrier, handler, input, ctx);
  return handler.fire(input, ctx);
}

async function armAndWait<K extends StepKind>(
  run: StepRun,
  barrier: boolean,
  handler: BarrierHandler<K>,
  input: StepInput<K>,
  ctx: StepContext,
): Promise<void> {
  await handler.arm(input, ctx);
  if (!barrier) return;
  run.onArmed();
  await orAborted(run.fired, ctx.signal);
}

async function applyStep<K extends StepKind>(
  kind: K,
  handler: ApplyHandler<K>,
  input: StepInput<K>,
  progress: Progress,
  ctx: StepContext,
): Promise<Performed> {
  progress.drift = (await handler.probe(input, ctx)).map(withoutDiff);
  if (progress.drift.length === 0) return nothingToDo;
  ctx.signal.throwIfAborted();
  const value = await handler.apply(input, ctx);
  const left = await handler.probe(input, ctx);
  if (left.length > 0) throw notConverged(kind, left);
  return { value, changed: true };
}

async function barrierStep<K extends StepKind>(
  run: StepRun,
  step: { readonly kind: K; readonly input: StepInput<K>; readonly barrier: boolean },
  handler: BarrierHandler<K>,
  progress: Progress,
  ctx: StepContext,
): Promise<Performed> {
  const { kind, input } = step;
  progress.drift = (await handler.probe(input, ctx)).map(withoutDiff);
  if (progress.drift.length === 0) return nothingToDo;
  progress.arming = true;
  await armAndWait(run, step.barrier, handler, input, ctx);
  const value = await handler.fire(input, ctx);
  if (handler.readOnly) return { value, changed: false };
  const left = await handler.probe(input, ctx);
  if (left.length > 0) throw notConverged(kind, left);
  return { value, changed: true };
}

export interface Undone {
  readonly lines: readonly string[];
  readonly problem?: AppError;
  /** What showed on this host of why others were canceled. */
  readonly seen?: AppError;
}

const nothingUndone: Undone = { lines: [] };

type Ended = Pick<StepRun, "step" | "handlers" | "clock" | "context">;

/** Takes back a step that failed on another host, after a look at what shows of it here: then it is gone. Never rejects. */
export async function cancelStep(run: Ended): Promise<Undone> {
  const seen = await witnessOf(run);
  return { ...(await undoStep(run)), ...(seen ? { seen } : {}) };
}

/** Beside the point when it fails: the undo goes first. */
async function witnessOf({ handlers, step, clock, context }: Ended): Promise<AppError | undefined> {
  const limit = new AbortController();
  const stopTimer = clock.after(witnessLimitMs, () => limit.abort(timedOut(`a look at ${step.kind}`, witnessLimitMs)));
  try {
    return await endOf(look(handlers, step, context(limit.signal)), limit.signal, clock);
  } catch {
    return undefined;
  } finally {
    stopTimer();
  }
}

async function look<K extends StepKind>(
  handlers: StepHandlers,
  step: { readonly kind: K; readonly input: StepInput<K> },
  ctx: StepContext,
): Promise<AppError | undefined> {
  const handler: StepHandler<K> = handlers[step.kind];
  return handler.type === "barrier" ? handler.witness?.(step.input, ctx) : undefined;
}

/** Takes back what a barrier step did. The step's own signal may have aborted; this has a limit of its own. Never rejects. */
async function undoStep(run: Ended): Promise<Undone> {
  const limit = new AbortController();
  const stopTimer = run.clock.after(undoLimitMs, () => {
    limit.abort(timedOut(`taking back ${run.step.kind}`, undoLimitMs));
  });
  try {
    const lines = await endOf(takeBack(run.handlers, run.step, run.context(limit.signal)), limit.signal, run.clock);
    return { lines };
  } catch (error) {
    return { lines: [], problem: AppError.from(error) };
  } finally {
    stopTimer();
  }
}

async function takeBack<K extends StepKind>(
  handlers: StepHandlers,
  step: { readonly kind: K; readonly input: StepInput<K> },
  ctx: StepContext,
): Promise<readonly string[]> {
  const handler: StepHandler<K> = handlers[step.kind];
  return handler.type === "barrier" ? handler.undo(step.input, ctx) : [];
}

/** A cancel that could not take back what was done is a failure: somebody has to look. */
export function canceled({ lines, problem, seen }: Undone): Pick<AttemptResult, "outcome" | "undone" | "failure"> {
  if (!problem) return { outcome: "canceled", undone: lines, ...(seen ? { failure: failureOf(seen) } : {}) };
  return { outcome: "failed", undone: lines, failure: failureOf(problem) };
}

function failed(error: AppError, { lines, problem }: Undone): Pick<AttemptResult, "outcome" | "undone" | "failure"> {
  const failure = failureOf(error);
  const evidence = problem ? [...failure.evidence, `taking it back failed too: ${problem.message}`] : failure.evidence;
  return { outcome: "failed", undone: lines, failure: { ...failure, evidence } };
}

/**
 * The signal's reason says what happened; what the handler said of it, and its last lines, say where. A handler that names the
 * reason as its cause knows better than the clock what was waited for.
 */
function interruption(run: StepRun, broken: AbortSignal, error: unknown): AppError {
  const reason = AppError.from(broken.reason);
  if (error instanceof AppError && error.cause === broken.reason) return withLastOutput(error, run);
  const said = error === broken.reason ? [] : [AppError.from(error).message];
  return new AppError(reason.code, reason.message, {
    cause: error,
    hint: reason.hint,
    evidence: [...reason.evidence, ...said, ...run.recentOutput()],
  });
}

function withLastOutput(error: AppError, run: StepRun): AppError {
  const { code, message, cause, hint } = error;
  return new AppError(code, message, { cause, hint, evidence: [...error.evidence, ...run.recentOutput()] });
}
