import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { restartUnit, type UnitState, unitJournal, unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { findCause } from "../known-cause.ts";
import { kubeletDeaths } from "../kubeadm/kubelet-causes.ts";

/** A kubelet that cannot run with its flags or its runtime ends within a second or two. */
const settleMs = 5_000;
const pollMs = 500;

/**
 * Restarts the kubelet of a node and sees that it stays up; pods go on meanwhile. One that somebody stopped stays stopped.
 * Rejects with the cause that its journal names.
 */
export async function restartKubelet(ctx: StepContext, unit: string): Promise<void> {
  const { host, signal, clock } = ctx;
  if (!isWanted(await unitState(host, unit, { signal }))) return;
  await restartUnit(host, unit, { signal });
  const first = await unitState(host, unit, { signal });
  const began = clock.monoNs();
  for (let now = first; elapsedMs(clock, began) < settleMs; now = await unitState(host, unit, { signal })) {
    if (now.active !== "active" || now.mainPid !== first.mainPid) throw await died(ctx, unit);
    await clock.sleep(pollMs, signal);
  }
}

/** systemd keeps trying to start one that dies: that is not stopped. */
function isWanted({ active }: UnitState): boolean {
  return active === "active" || active === "activating" || active === "failed";
}

async function died({ host }: StepContext, unit: string): Promise<AppError> {
  const lines = lastWords(await unitJournal(host, unit, readLines));
  const evidence = lines.slice(-shownLines);
  const cause = findCause(kubeletDeaths, lines);
  if (!cause) return new AppError("KUBELET_FAILED", `${unit} does not stay up after its restart`, { evidence });
  return new AppError(cause.code, `${unit} does not stay up: ${cause.cause}`, { hint: cause.fix, evidence });
}

/** A fatal end is followed by the stacks of all goroutines: 214 lines where it was measured. */
const readLines = 1_000;
const shownLines = 15;

/** What the kubelet of the last start said, without the stacks. */
function lastWords(journal: readonly string[]): readonly string[] {
  const own = journal.slice(
    Math.max(
      0,
      journal.findLastIndex((line) => line.startsWith("Started ")),
    ),
  );
  const stacks = own.findIndex((line) => /^goroutine \d+ \[/.test(line));
  return stacks === -1 ? own : own.slice(0, stacks);
}
