import { AppError } from "@quorate/shared/errors";
import { runId } from "@quorate/shared/ids";
import type { AddCommand, CommandLine } from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { knownRun, nextWords } from "../known-run.ts";
import { RunInterrupt } from "../run-interrupt.ts";
import { type ViewOptions, withViewOptions } from "../run-options.ts";
import { showRun } from "../show-run.ts";

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
  return await withCoordinator(options, async (client) => {
    const status = await client.status();
    const known = knownRun(status, id);
    if (!known && (id === "" || !status.run)) throw new AppError("NOT_FOUND", "there is no run yet");
    if (known?.state === "interrupted") throw new AppError("RUN_INTERRUPTED", `run ${known.run} was interrupted`);
    const interrupt = new RunInterrupt("daemon", around);
    try {
      const started = { run: known?.run ?? runId(id), since: known?.since ?? 1 };
      const view = { ...nextWords(known, stateDir, line), ...started, output };
      return (await showRun(client, "daemon", view, around, interrupt)).exit;
    } finally {
      interrupt.release();
    }
  });
}
