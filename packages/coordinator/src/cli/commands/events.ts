import type { EventRecord } from "@quorate/shared/events";
import { Option } from "commander";
import { eventLine, eventTitles } from "../../report/event-table.ts";
import { type EventsSince, eventsSince } from "../argument.ts";
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
  readonly since: EventsSince;
  readonly follow?: boolean;
  readonly watch?: boolean;
  readonly run?: string;
  readonly output: "table" | "jsonl";
}

export const addEvents: AddCommand = (program, line) => {
  withCoordinatorChoice(program.command("events"), line)
    .summary("show what was done, from the event log")
    .addOption(
      new Option("--since <when>", "after this number, or not longer ago than 10m, or not before a moment")
        .argParser(eventsSince)
        .default({ seq: 0 }, "the first event"),
    )
    .option("--run <id>", "only the events of this run")
    .option("--follow", "go on with what happens from now on, until Ctrl-C")
    .option("-w, --watch", "the same as --follow")
    .addOption(new Option("-o, --output <format>", "form of the output").choices(["table", "jsonl"]).default("table"))
    .action(async (options: EventsOptions) => {
      line.exit = await showEvents(options, line);
    });
};

async function showEvents(
  { since, watch = false, follow = watch, run = "", output, ...choice }: EventsOptions,
  line: CommandLine,
): Promise<number> {
  const { around } = line;
  const { look, terminal } = around.stdout;
  const text = output === "jsonl" ? JSON.stringify : (record: EventRecord) => eventLine(record, look, terminal);
  const interrupt = untilInterrupted(around);
  try {
    await withCoordinator(choice, async (client) => {
      if (output === "table") say(around, [eventTitles(look, terminal)]);
      const { seq, fromMs } = beginning(since, around.clock.wallMs());
      for await (const record of client.events({ since: seq, follow, run }, interrupt.signal)) {
        if (Date.parse(record.at) >= fromMs) say(around, [text(record)]);
      }
    });
  } finally {
    interrupt.release();
  }
  // To stop watching is how watching ends.
  return exitCode.done;
}

/** The log is read by numbers; what is too old for a time is read and left out. */
function beginning(since: EventsSince, nowMs: number): { readonly seq: number; readonly fromMs: number } {
  if ("seq" in since) return { seq: since.seq, fromMs: Number.NEGATIVE_INFINITY };
  return { seq: 0, fromMs: "at" in since ? since.at : nowMs - since.agoMs };
}

export const addReport: AddCommand = (program, line) => {
  withCoordinatorChoice(program.command("report"), line)
    .summary("draw a run as one HTML file that needs nothing else")
    .description(
      "Timeline, etcd start window, certificates and events of a run; how things stand now, if a coordinator runs.",
    )
    .argument("[run]", "its id; without one the last run")
    .option("-o, --output <file>", "where to write it, for the owner alone; standard output without it")
    .action(async (run: string | undefined, options: ReportOptions) => {
      line.exit = await writeReport(run, options, line);
    });
};
