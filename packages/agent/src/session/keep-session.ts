import { backoffMs } from "./backoff.ts";
import { runSession, type SessionParts } from "./session.ts";

/** Keeps one stream to the coordinator until the signal aborts. Whatever ends a stream, the next is tried: an agent has nothing better to do. */
export async function keepSession(
  parts: SessionParts,
  signal: AbortSignal,
  random: () => number = Math.random,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const { reason, welcomed } = await runSession(parts, signal);
    if (signal.aborted) return;
    failures = welcomed ? 0 : failures + 1;
    const waitMs = Math.round(backoffMs(failures, random));
    const { code, message } = reason;
    parts.log.warn({ code, problem: message, waitMs }, "not connected to the coordinator");
    await parts.clock.sleep(waitMs, signal).catch(() => undefined);
  }
}
