import type { EventRecord } from "@quorate/shared/events";
import { Option } from "commander";
import { eventLine, eventTitles } from "../../report/event-table.ts";
import { languageOfLocale, languages } from "../../web/words/choose-words.ts";
import { eventNumber } from "../argument.ts";
import {
  type AddCommand,
  type CommandLine,
  type CoordinatorChoice,
  exitCode,
  withCoordinatorChoice,
} from "../command-line.ts";
import { untilInterrupted, withCoordinator } from "../coordinator-link.ts";
import { say } from "../surroundings.ts";
import { type ReportOptions, writeReport } from "../write-report.ts";

interface EventsOptions extends CoordinatorChoice {
  readonly since: number;
  readonly follow?: boolean;
  readonly run?: string;
  readonly output: "table" | "jsonl";
}

export const addEvents: AddCommand = (program, line) => {
  withCoordinatorChoice(program.command("events"), line)
    .summary("show what was done, from the event log")
    .option("--since <seq>", "events after this number", eventNumber, 0)
    .option("--run <id>", "only the events of this run")
    .option("--follow", "go on with what happens from now on, until Ctrl-C")
    .addOption(new Option("-o, --output <format>", "form of the output").choices(["table", "jsonl"]).default("table"))
    .action(async (options: EventsOptions) => {
      line.exit = await showEvents(options, line);
    });
};

async function showEvents(
  { since, follow = false, run = "", output, ...choice }: EventsOptions,
  line: CommandLine,
): Promise<number> {
  const { around } = line;
  const { look, terminal } = around.stdout;
  const text = output === "jsonl" ? JSON.stringify : (record: EventRecord) => eventLine(record, look, terminal);
  const interrupt = untilInterrupted(around);
  try {
    await withCoordinator(choice, async (client) => {
      if (output === "table") say(around, [eventTitles(look, terminal)]);
      for await (const record of client.events({ since, follow, run }, interrupt.signal)) say(around, [text(record)]);
    });
  } finally {
    interrupt.release();
  }
  // To stop watching is how watching ends.
  return exitCode.done;
}

export const addReport: AddCommand = (program, line) => {
  const { locale } = line.around.environment;
  withCoordinatorChoice(program.command("report"), line)
    .summary("draw a run as one HTML file that needs nothing else")
    .description(
      "Timeline, etcd start window, certificates and events of a run; how things stand now, if a coordinator runs.",
    )
    .argument("[run]", "its id; without one the last run")
    .option("-o, --output <file>", "where to write it, for the owner alone; standard output without it")
    .addOption(
      new Option("--lang <language>", "language of the report")
        .choices(Object.keys(languages))
        .default(languageOfLocale(locale)),
    )
    .action(async (run: string | undefined, options: ReportOptions) => {
      line.exit = await writeReport(run, options, line);
    });
};
