import { AppError } from "@quorate/shared/errors";
import { runId } from "@quorate/shared/ids";
import type { Language } from "@quorate/shared/language";
import type { StartedRun } from "../../engine/runs.ts";
import type { AdminClient } from "../../rpc/admin-client.ts";
import type { AddCommand, CommandLine } from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { knownRun, nextWords } from "../known-run.ts";
import { RunInterrupt } from "../run-interrupt.ts";
import { type ViewOptions, withViewOptions } from "../run-options.ts";
import { showRun } from "../show-run.ts";
import { runCommandWords } from "../words/run-command-words.ts";

export const addAttach: AddCommand = (program, line) => {
  const command = program
    .command("attach [run]")
    .summary("show a run while it goes, or the end of one that is over")
    .description("Shows the last run, or the one that is named, as bootstrap does. Ctrl-C detaches; the run goes on.");
  withViewOptions(command, line).action(async (run: string | undefined, options: ViewOptions) => {
    line.exit = await attach(run ?? "", options, line);
  });
};

async function attach(id: string, options: ViewOptions, line: CommandLine): Promise<number> {
  const { around } = line;
  const { stateDir, output } = options;
  const words = runCommandWords[around.environment.language];
  return await withCoordinator(options, async (client) => {
    const known = knownRun(await client.status(), id);
    const started = known ?? (await olderRun(client, id, words));
    if (known?.state === "interrupted") throw new AppError("RUN_INTERRUPTED", words.interruptedRun(known.run));
    const interrupt = new RunInterrupt("daemon", around);
    try {
      const view = { ...nextWords(known, stateDir, line), run: started.run, since: started.since, output };
      return (await showRun(client, "daemon", view, around, interrupt)).exit;
    } finally {
      interrupt.release();
    }
  });
}

/** One that is not the last, so it is over. Throws NOT_FOUND. */
async function olderRun(
  client: Pick<AdminClient, "events">,
  id: string,
  words: (typeof runCommandWords)[Language],
): Promise<StartedRun> {
  const query = { since: 0, follow: false, run: id };
  if (id !== "")
    for await (const { seq } of client.events(query, new AbortController().signal))
      return { run: runId(id), since: seq };
  throw new AppError("NOT_FOUND", id === "" ? words.noRun : words.noSuchRun(id));
}
