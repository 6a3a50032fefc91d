import { AppError } from "@quorate/shared/errors";
import type { StartedRun } from "../engine/runs.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import { awaitAgents } from "./await-agents.ts";
import { exitCode } from "./command-line.ts";
import { followRun } from "./follow-run.ts";
import { type CoordinatorPlace, RunInterrupt } from "./run-interrupt.ts";
import { type NextCommands, runViewer, type ViewFormat } from "./run-viewer.ts";
import type { SpecFile } from "./spec-file.ts";
import { note, type Surroundings } from "./surroundings.ts";

export interface RunWish {
  readonly file: SpecFile;
  /** What to type next, after which outcome. */
  readonly next: NextCommands;
  /** How to come back to a run that goes on. */
  readonly comeBack: string;
  readonly output: ViewFormat;
  /** How long agents are waited for. */
  readonly waitMs: number;
}

export type RunClient = Pick<AdminClient, "status" | "createToken" | "events">;

/**
 * Waits for the agents of all hosts, has the run started or joined, shows it to its end. Resolves with the exit code.
 * `start` resolves with undefined when there is nothing to run, and may ask the operator until the signal aborts.
 */
export async function driveRun(
  client: RunClient,
  place: CoordinatorPlace,
  wish: RunWish,
  around: Surroundings,
  start: (signal: AbortSignal) => Promise<StartedRun | undefined>,
): Promise<number> {
  const interrupt = new RunInterrupt(place, around);
  try {
    if (!(await agentsCame(client, wish, around, interrupt.signal))) return exitCode.detached;
    const started = await startUnlessInterrupted(start, interrupt.signal, around);
    if (started === "interrupted") return exitCode.detached;
    return started ? await showRun(client, place, { ...wish, ...started }, around, interrupt) : exitCode.done;
  } finally {
    interrupt.release();
  }
}

/** False when Ctrl-C came first. */
async function agentsCame(
  client: RunClient,
  { file, waitMs, output }: RunWish,
  around: Surroundings,
  signal: AbortSignal,
): Promise<boolean> {
  const to = output === "jsonl" ? around.stderr : around.stdout;
  try {
    await awaitAgents({ client, hosts: file.spec.hosts, limitMs: waitMs, around, output: to, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    note(around, ["", "stopped waiting: no run was started; the enrol commands stay good until their time"]);
    return false;
  }
  return !signal.aborted;
}

async function startUnlessInterrupted(
  start: (signal: AbortSignal) => Promise<StartedRun | undefined>,
  signal: AbortSignal,
  around: Surroundings,
): Promise<StartedRun | undefined | "interrupted"> {
  try {
    return await start(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    note(around, ["", "stopped: no run was started, nothing was changed"]);
    return "interrupted";
  }
}

const feet: Readonly<Record<CoordinatorPlace, string>> = {
  daemon: "Ctrl-C detaches; the run goes on",
  embedded: "Ctrl-C stops; it can go on later",
};

async function showRun(
  client: RunClient,
  place: CoordinatorPlace,
  { run, since, output, next, comeBack }: RunWish & StartedRun,
  around: Surroundings,
  interrupt: RunInterrupt,
): Promise<number> {
  const viewer = runViewer(output, around, feet[place]);
  interrupt.onAsked = (text) => viewer.remark(text);
  // The number is that of the run's first event, and events are asked for after a number.
  const events = client.events({ since: since - 1, follow: true, run }, interrupt.signal);
  const seen = interrupt.seen.bind(interrupt);
  const progress = await followRun({ run, events, viewer, clock: around.clock, next, seen });
  if (progress?.finished) return progress.finished.outcome === "done" ? exitCode.done : exitCode.failed;
  if (!interrupt.signal.aborted)
    throw new AppError("COORDINATOR_UNREACHABLE", `the coordinator ended before run ${run} did`);
  if (place === "daemon") {
    note(around, ["", `detached: run ${run} goes on`, `Come back: ${comeBack}, or: ${next.afterFailure}`]);
    return exitCode.detached;
  }
  note(around, [
    "",
    `stopped: run ${run} starts no more steps; agents finish what they are in`,
    `Go on: ${next.afterFailure}`,
  ]);
  return exitCode.paused;
}
