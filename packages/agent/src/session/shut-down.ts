import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { LongCommands } from "../host/long-commands.ts";
import type { LeaseDesk } from "../runner/lease-desk.ts";
import type { Outbox } from "./outbox.ts";

export interface ShutDownParts {
  readonly desk: Pick<LeaseDesk, "close" | "abort" | "idle">;
  readonly longCommands: Pick<LongCommands, "leave">;
  readonly outbox: Pick<Outbox, "waiting">;
  readonly clock: Clock;
}

/** In all below 30 s; the unit file has systemd kill the agent after 40 s. */
const finishMs = 20_000;
const giveUpMs = 5_000;
const tellMs = 2_000;
const lookEveryMs = 50;

/**
 * Takes no more leases, leaves long commands to the next agent at once, lets what else runs end, cuts short what does not, and lets
 * the results out. Always ends.
 */
export async function shutDown({ desk, longCommands, outbox, clock }: ShutDownParts): Promise<void> {
  const reason = new AppError("HOST_LOST", "the agent was stopped in the middle of the step", {
    hint: "run it again: the next attempt looks first at what is there",
  });
  desk.close(reason);
  longCommands.leave();
  await within(clock, finishMs, desk.idle());
  // Also what watched a command that is left now.
  desk.abort(reason);
  await within(clock, giveUpMs, desk.idle());
  for (let waited = 0; outbox.waiting > 0 && waited < tellMs; waited += lookEveryMs) await clock.sleep(lookEveryMs);
}

async function within(clock: Clock, ms: number, work: Promise<void>): Promise<boolean> {
  const limit = Promise.withResolvers<boolean>();
  const stop = clock.after(ms, () => limit.resolve(false));
  try {
    return await Promise.race([work.then(() => true), limit.promise]);
  } finally {
    stop();
  }
}
