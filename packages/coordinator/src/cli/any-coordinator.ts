import { AppError } from "@quorate/shared/errors";
import { bundleWords } from "../report/words/bundle-words.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import type { Coordinator } from "../rpc/coordinator-server.ts";
import type { CommandLine, CoordinatorChoice } from "./command-line.ts";
import { withCoordinator } from "./coordinator-link.ts";
import { startDaemon } from "./daemon.ts";
import type { DaemonOptions } from "./daemon-options.ts";
import type { CoordinatorPlace } from "./run-interrupt.ts";
import { note } from "./surroundings.ts";
import { runCommandWords } from "./words/run-command-words.ts";

export type AnyCoordinatorOptions = DaemonOptions & CoordinatorChoice;

/** Talks to the coordinator on the state directory; when none runs, this process is one until `act` ends. */
export async function withAnyCoordinator(
  options: AnyCoordinatorOptions,
  firstHost: string | undefined,
  line: CommandLine,
  act: (client: AdminClient, place: CoordinatorPlace) => Promise<number>,
): Promise<number> {
  const { stateDir } = options;
  // A role belongs to a coordinator of somebody else, so none is started here in its place.
  if (options.role !== undefined || (await answers(options))) {
    if (options.bundle !== undefined) throw notItsBundle(options.bundle, line);
    return await withCoordinator(options, (client) => act(client, "daemon"));
  }
  const embedded = await startEmbedded(options, firstHost, line);
  try {
    const done = withCoordinator({ stateDir }, (client) => act(client, "embedded"));
    return await Promise.race([done, embedded.broken]);
  } finally {
    await embedded.stop();
  }
}

function notItsBundle(bundle: string, { around }: CommandLine): AppError {
  const words = bundleWords[around.stderr.look.language];
  return new AppError("USAGE", words.running, { hint: words.restart(bundle) });
}

/** With a channel of its own: one that found nobody waits a second before it looks again. */
export async function answers(choice: CoordinatorChoice): Promise<boolean> {
  try {
    await withCoordinator(choice, (client) => client.status());
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "COORDINATOR_UNREACHABLE") return false;
    throw error;
  }
}

async function startEmbedded(
  options: AnyCoordinatorOptions,
  firstHost: string | undefined,
  line: CommandLine,
): Promise<Coordinator> {
  // Its log would be drawn into the view of the run; what matters of it is in the events.
  const wish = { ...options, logLevel: "silent", ...(firstHost === undefined ? {} : { firstHost }) } as const;
  const daemon = await startDaemon(wish, line);
  const words = runCommandWords[line.around.environment.language];
  note(line.around, [words.embedded(options.stateDir)]);
  if (!daemon.sealed) note(line.around, [words.notEncrypted]);
  return daemon;
}
