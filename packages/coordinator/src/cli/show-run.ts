import { AppError } from "@quorate/shared/errors";
import type { Failure } from "@quorate/shared/step/outcome";
import type { StartedRun } from "../engine/runs.ts";
import type { RunProgress } from "../report/run-progress.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import { exitCode } from "./command-line.ts";
import { followRun } from "./follow-run.ts";
import type { CoordinatorPlace, RunInterrupt } from "./run-interrupt.ts";
import { type NextCommands, runViewer, type ViewFormat } from "./run-viewer.ts";
import { note, type Surroundings } from "./surroundings.ts";
import { runCommandWords } from "./words/run-command-words.ts";

export interface RunView {
  /** What to type next, after which outcome. */
  readonly next: NextCommands;
  /** How to come back to a run that goes on. */
  readonly comeBack: string;
  readonly output: ViewFormat;
}

export interface ShownRun {
  readonly exit: number;
  /** Why the run failed. */
  readonly failure?: Failure;
}

/** Shows a run until it is over, or Ctrl-C. Rejects RUN_INTERRUPTED when its coordinator ends before it does. */
export async function showRun(
  client: Pick<AdminClient, "events">,
  place: CoordinatorPlace,
  { run, since, output, next, comeBack }: RunView & StartedRun,
  around: Surroundings,
  interrupt: RunInterrupt,
): Promise<ShownRun> {
  const words = runCommandWords[around.environment.language];
  const viewer = runViewer(output, around, words.feet[place]);
  interrupt.onAsked = (text) => viewer.remark(text);
  // The number is that of the run's first event, and events are asked for after a number.
  const events = client.events({ since: since - 1, follow: true, run }, interrupt.signal);
  const seen = interrupt.seen.bind(interrupt);
  const progress = await followRun({ run, events, viewer, clock: around.clock, next, seen }).catch(coordinatorGone);
  if (progress?.finished) return ended(progress.finished);
  if (!interrupt.signal.aborted) throw new AppError("RUN_INTERRUPTED", words.coordinatorEnded(run));
  if (place === "daemon") {
    note(around, ["", words.detached(run), words.comeBack(comeBack)]);
    return { exit: exitCode.detached };
  }
  note(around, ["", words.stopped(run), words.goOn(next.afterFailure)]);
  return { exit: exitCode.paused };
}

function ended({ outcome, failure }: NonNullable<RunProgress["finished"]>): ShownRun {
  const exit = outcome === "done" ? exitCode.done : exitCode.failed;
  return { exit, ...(failure ? { failure } : {}) };
}

/** Its run has no end yet: that is what there is to say. */
function coordinatorGone(error: unknown): undefined {
  if (AppError.from(error).code !== "COORDINATOR_UNREACHABLE") throw error;
}
