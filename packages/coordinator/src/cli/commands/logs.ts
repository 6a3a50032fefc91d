import { journalUnits, mostJournalLines } from "@quorate/shared/step/journal";
import { Argument, InvalidArgumentError } from "commander";
import { oneLine } from "../../report/line.ts";
import { didYouMean } from "../../spec/did-you-mean.ts";
import { hostName } from "../argument.ts";
import {
  type AddCommand,
  type CommandLine,
  type CoordinatorChoice,
  exitCode,
  withCoordinatorChoice,
} from "../command-line.ts";
import { untilInterrupted, withCoordinator } from "../coordinator-link.ts";
import { say } from "../surroundings.ts";

interface LogsOptions extends CoordinatorChoice {
  readonly follow?: true;
  readonly lines: number;
}

const names = journalUnits.map((unit) => unit.replace(/\.service$/, ""));
/** As often as a host's journal is looked at while it is followed. */
const followMs = 1_000;

export const addLogs: AddCommand = (program, line) => {
  withCoordinatorChoice(program.command("logs"), line)
    .summary("show the journal of a unit on a host, over the agent's own connection")
    .argument("<host>", "as `get hosts` lists it", hostName)
    .addArgument(new Argument("<unit>", "the unit").choices(names).argParser(unitName))
    .option("-f, --follow", "go on with what comes from now on, until Ctrl-C")
    .option("-n, --lines <count>", `how many of the last lines, ${mostJournalLines} at most`, lineCount, 50)
    .action(async (host: string, unit: string, options: LogsOptions) => {
      line.exit = await showLogs(host, unit, options, line);
    });
};

async function showLogs(host: string, unit: string, options: LogsOptions, { around }: CommandLine): Promise<number> {
  const interrupt = untilInterrupted(around);
  try {
    await withCoordinator(options, async (client) => {
      let wish = { host, unit, lines: options.lines, after: "" };
      for (;;) {
        const { lines, cursor = wish.after } = await client.readLogs(wish);
        say(around, lines.map(oneLine));
        wish = { ...wish, lines: mostJournalLines, after: cursor };
        if (!options.follow || interrupt.signal.aborted) return;
        await around.clock.sleep(followMs, interrupt.signal).catch(() => undefined);
        if (interrupt.signal.aborted) return;
      }
    });
  } finally {
    interrupt.release();
  }
  // To stop watching is how watching ends.
  return exitCode.done;
}

function unitName(text: string): string {
  const name = text.replace(/\.service$/, "");
  if (names.includes(name)) return name;
  const near = didYouMean(name, names);
  throw new InvalidArgumentError(near ? `Did you mean ${near}?` : `There are ${names.join(", ")}.`);
}

function lineCount(text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > mostJournalLines)
    throw new InvalidArgumentError(`Write a number from 1 to ${mostJournalLines}.`);
  return count;
}
