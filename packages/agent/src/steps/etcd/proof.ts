import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { StepContext } from "../handler.ts";
import type { Answer } from "../http-exchange.ts";

/** A healthy cluster answers in milliseconds; an election may be under way. */
const patienceMs = 10_000;
const pollMs = 200;

/** Asks until there is an answer. Rejects STEP_COMMAND_FAILED with the last problem when there is none in time. */
export async function proven<T>(
  ctx: StepContext,
  member: EtcdMember,
  doing: string,
  ask: () => Promise<Answer<T>>,
): Promise<T> {
  const started = ctx.clock.monoNs();
  for (;;) {
    const answer = await ask();
    if (answer.ok) return answer.value;
    if (elapsedMs(ctx.clock, started) > patienceMs) {
      throw new AppError(
        "STEP_COMMAND_FAILED",
        `${doing} through the etcd member of ${member.name}: ${answer.problem}`,
        {
          hint: `on ${member.name}: journalctl -u ${member.unit} -e`,
          evidence: [answer.problem],
        },
      );
    }
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}
