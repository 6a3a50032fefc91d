import { AppError } from "@quorate/shared/errors";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { StepContext } from "../handler.ts";
import { memberJournal, readableLines } from "./journal-lines.ts";
import { knownCause } from "./known-causes.ts";

const journalLagMs = 150;

/** etcd's process ended while it was waited for: the journal says why, in plain words where we know them. */
export async function memberDied(ctx: StepContext, member: EtcdMember): Promise<AppError> {
  // The journal gets the last lines a moment after the end.
  await ctx.clock.sleep(journalLagMs);
  const journal = await memberJournal(ctx, member);
  const known = knownCause(journal);
  const why = known ? known.cause : "its last lines are in the evidence";
  return new AppError(known?.code ?? "ETCD_MEMBER_DIED", `etcd of ${member.name} exited: ${why}`, {
    ...(known ? { hint: known.fix } : {}),
    evidence: readableLines(journal),
  });
}

/** The member lives, but did not get ready inside the window. */
export async function windowMissed(
  ctx: StepContext,
  member: EtcdMember,
  stage: string,
  windowMs: number,
): Promise<AppError> {
  const journal = await memberJournal(ctx, member);
  const known = knownCause(journal);
  const what = `etcd of ${member.name} still waited for ${stage} after ${windowMs / 1000} s`;
  return new AppError("ETCD_START_WINDOW_MISSED", known ? `${what}: ${known.cause}` : what, {
    ...(known ? { hint: known.fix } : {}),
    evidence: readableLines(journal),
  });
}
