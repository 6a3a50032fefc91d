import { elapsedMs } from "@quorate/shared/clock";
import type { StepContext } from "../handler.ts";

type Waiting = Pick<StepContext, "clock" | "signal">;

export interface Pace {
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

/** Looks again and again, ever more calmly, until there is something. Rejects with the signal's reason. */
export async function lookUntil<T>(
  { clock, signal }: Waiting,
  { firstPauseMs, maxPauseMs }: Pace,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(maxPauseMs, pauseMs * 1.5)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await clock.sleep(pauseMs, signal);
  }
}

/** As lookUntil; undefined when the time is over and there is still nothing. */
export async function lookWithin<T>(
  ctx: Waiting,
  limitMs: number,
  pace: Pace,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const started = ctx.clock.monoNs();
  const end = await lookUntil(ctx, pace, async () => {
    const seen = await look();
    return seen !== undefined || elapsedMs(ctx.clock, started) >= limitMs ? { seen } : undefined;
  });
  return end.seen;
}
