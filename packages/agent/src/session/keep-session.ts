import { elapsedMs } from "@quorate/shared/clock";
import type { ErrorCode } from "@quorate/shared/error-catalogue";
import { AppError } from "@quorate/shared/errors";
import { backoffMs } from "./backoff.ts";
import { runSession, type SessionEnd, type SessionParts } from "./session.ts";

/** Nothing changes by asking again before somebody acts; whoever then enrols the host starts the agent anew. */
const refused: readonly ErrorCode[] = ["AGENT_NOT_ENROLLED", "PERMISSION_DENIED"];
const refusedMs = 60_000;

/** A stream that was welcomed and broke sooner counts as a try that failed: whoever lets us in and throws us out would do so all day. */
const steadyMs = 10_000;

/** Keeps one stream to the coordinator until the signal aborts. Whatever ends a stream, the next is tried: an agent has nothing better to do. */
export async function keepSession(
  parts: SessionParts,
  signal: AbortSignal,
  random: () => number = Math.random,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const since = parts.clock.monoNs();
    const { reason, welcomed } = await oneSession(parts, signal, failures);
    if (signal.aborted) return;
    failures = welcomed && elapsedMs(parts.clock, since) >= steadyMs ? 0 : failures + 1;
    const waitMs = refused.includes(reason.code) ? refusedMs : Math.round(backoffMs(failures, random));
    const { code, message, hint } = reason;
    parts.log.warn({ code, problem: message, hint, waitMs }, "not connected to the coordinator");
    await parts.clock.sleep(waitMs, signal).catch(() => undefined);
  }
}

async function oneSession(parts: SessionParts, signal: AbortSignal, failures: number): Promise<SessionEnd> {
  try {
    await parts.renewal.ensureAlive(failures);
  } catch (error) {
    return { reason: AppError.from(error), welcomed: false };
  }
  return await runSession(parts, signal);
}
