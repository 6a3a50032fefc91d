import type { StartedRun } from "../engine/runs.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import { awaitAgents, type WantedHost } from "./await-agents.ts";
import { exitCode } from "./command-line.ts";
import { type CoordinatorPlace, RunInterrupt } from "./run-interrupt.ts";
import { type RunView, showRun } from "./show-run.ts";
import { note, type Surroundings } from "./surroundings.ts";
import { runCommandWords } from "./words/run-command-words.ts";

export interface RunWish extends RunView {
  readonly hosts: readonly WantedHost[];
  /** How long agents are waited for. */
  readonly waitMs: number;
  /** When the run that was interrupted had to end, because what it had begun could not be gone on with, begin a new one. */
  readonly anew?: true;
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
    let exit: number | undefined;
    while (exit === undefined) exit = await oneRun(client, place, wish, around, start, interrupt);
    return exit;
  } finally {
    interrupt.release();
  }
}

/** Its exit code; undefined when another run shall follow. */
async function oneRun(
  client: RunClient,
  place: CoordinatorPlace,
  wish: RunWish,
  around: Surroundings,
  start: (signal: AbortSignal) => Promise<StartedRun | undefined>,
  interrupt: RunInterrupt,
): Promise<number | undefined> {
  const started = await startUnlessInterrupted(start, interrupt.signal, around);
  if (started === "interrupted") return exitCode.detached;
  if (!started) return exitCode.done;
  if (started.resumed) note(around, [runCommandWords[around.environment.language].goesOn(started.run)]);
  const { exit, failure } = await showRun(client, place, { ...wish, ...started }, around, interrupt);
  const over = started.resumed === true && failure?.code === "RUN_INTERRUPTED";
  if (!over || wish.anew !== true) return exit;
  note(around, ["", runCommandWords[around.environment.language].anew]);
  return undefined;
}

/** False when Ctrl-C came first. */
async function agentsCame(
  client: RunClient,
  { hosts, waitMs, output }: RunWish,
  around: Surroundings,
  signal: AbortSignal,
): Promise<boolean> {
  const to = output === "jsonl" ? around.stderr : around.stdout;
  try {
    await awaitAgents({ client, hosts, limitMs: waitMs, around, output: to, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    note(around, ["", runCommandWords[around.environment.language].stoppedWaiting]);
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
    note(around, ["", runCommandWords[around.environment.language].nothingStarted]);
    return "interrupted";
  }
}
