import { withAnyCoordinator } from "../any-coordinator.ts";
import { type AddCommand, type CommandLine, exitCode } from "../command-line.ts";
import { type DaemonOptions, withDaemonOptions } from "../daemon-options.ts";
import { knownRun, nextWords } from "../known-run.ts";
import { RunInterrupt } from "../run-interrupt.ts";
import { type ViewOptions, withViewOptions } from "../run-options.ts";
import { showRun } from "../show-run.ts";

type AbortOptions = ViewOptions & DaemonOptions;

export const addAbort: AddCommand = (program, line) => {
  const command = program
    .command("abort [run]")
    .summary("end a run: begin no more steps, cancel those under way")
    .description(
      "Ends the run that is under way or was interrupted. What agents still do is canceled and waited for, a minute at most; " +
        "an etcd start that is under way is taken back. What is done stays done, and another bootstrap goes on from there.",
    );
  withDaemonOptions(withViewOptions(command, line)).action(async (run: string | undefined, options: AbortOptions) => {
    line.exit = await abort(run ?? "", options, line);
  });
};

async function abort(id: string, options: AbortOptions, line: CommandLine): Promise<number> {
  const { around } = line;
  return await withAnyCoordinator(options, undefined, line, async (client, place) => {
    const words = nextWords(knownRun(await client.status(), id), options.stateDir, line);
    const started = await client.abort(id, around.operator);
    const interrupt = new RunInterrupt(place, around);
    try {
      const view = { ...words, ...started, output: options.output };
      const { exit, failure } = await showRun(client, place, view, around, interrupt);
      return failure?.code === "RUN_ABORTED" ? exitCode.done : exit;
    } finally {
      interrupt.release();
    }
  });
}
