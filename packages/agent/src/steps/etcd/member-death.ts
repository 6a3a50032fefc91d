import { AppError } from "@quorate/shared/errors";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { StepContext } from "../handler.ts";
import { findCause, type KnownCause } from "../known-cause.ts";
import { memberJournal, readableLines, shownLinesOf } from "./journal-lines.ts";
import { etcdCauses } from "./known-causes.ts";

const journalLagMs = 150;

interface LastWords {
  readonly known: KnownCause | undefined;
  readonly evidence: readonly string[];
}

async function lastWords(ctx: StepContext, member: EtcdMember): Promise<LastWords> {
  const journal = await memberJournal(ctx, member);
  const known = findCause(etcdCauses, journal);
  return { known, evidence: shownLinesOf(journal, known) };
}

/** etcd's process ended while it was waited for: the journal says why, in plain words where we know them. */
export async function memberDied(ctx: StepContext, member: EtcdMember): Promise<AppError> {
  // The journal gets the last lines a moment after the end.
  await ctx.clock.sleep(journalLagMs);
  const { known, evidence } = await lastWords(ctx, member);
  const why = known ? known.cause : "its last lines are in the evidence";
  return new AppError(known?.code ?? "ETCD_MEMBER_DIED", `etcd of ${member.name} exited: ${why}`, {
    ...(known ? { hint: known.fix } : {}),
    evidence,
  });
}

/** The member lives, but did not get ready inside the window. */
export async function windowMissed(
  ctx: StepContext,
  member: EtcdMember,
  stage: string,
  windowMs: number,
): Promise<AppError> {
  const { known, evidence } = await lastWords(ctx, member);
  const what = `etcd of ${member.name} still waited for ${stage} after ${windowMs / 1000} s`;
  return new AppError("ETCD_START_WINDOW_MISSED", known ? `${what}: ${known.cause}` : what, {
    ...(known ? { hint: known.fix } : {}),
    evidence,
  });
}

/**
 * What this member, which is well itself, logged of why the start failed elsewhere: who refuses a peer's certificate says why, and
 * tells the peer nothing. Undefined when it shows no cause that is known; the line that does is its evidence.
 */
export async function memberWitness(ctx: StepContext, member: EtcdMember): Promise<AppError | undefined> {
  const known = findCause(etcdCauses, await memberJournal(ctx, member));
  if (!known) return undefined;
  const evidence = readableLines([known.line]);
  return new AppError(known.code, `etcd of ${member.name} says: ${known.cause}`, { hint: known.fix, evidence });
}
