import { AppError } from "@quorate/shared/errors";
import type { EventRecord } from "@quorate/shared/events";
import { eventsWithoutCoordinator } from "../rpc/offline-events.ts";
import type { ClusterStatus } from "../rpc/status.ts";
import { runReport } from "../web/run-report.ts";
import { answers } from "./any-coordinator.ts";
import { type CommandLine, type CoordinatorChoice, exitCode } from "./command-line.ts";
import { untilInterrupted, withCoordinator } from "./coordinator-link.ts";
import { say } from "./surroundings.ts";
import { lookCommandWords } from "./words/look-command-words.ts";

export interface ReportOptions extends CoordinatorChoice {
  /** File; standard output without it. */
  readonly output?: string;
}

interface Source {
  readonly records: readonly EventRecord[];
  /** Undefined when no coordinator runs. */
  readonly status?: ClusterStatus;
}

/** One run as a file; the last one without an id. Rejects USAGE, and whatever keeps the log from being read. */
export async function writeReport(
  run: string | undefined,
  options: ReportOptions,
  { around }: CommandLine,
): Promise<number> {
  const { output } = options;
  const { language } = around.environment;
  const words = lookCommandWords[language];
  if (output === undefined && around.stdout.terminal) {
    const file = `${run ?? "run"}.html`;
    throw new AppError("USAGE", words.reportOnTerminal, {
      hint: words.nameAFile(`coordinator report${run === undefined ? "" : ` ${run}`} -o ${file}`),
    });
  }
  const { records, status } = await source(options, { around });
  const { run: shown, html } = runReport(records, status, { run, language, nowMs: around.clock.wallMs() });
  if (output === undefined) around.stdout.write(html);
  else {
    around.writePrivateFile(output, html);
    say(around, [words.wroteReport(output, shown)]);
  }
  return exitCode.done;
}

/** A coordinator that served one run and ended has left all that is needed. */
async function source(choice: CoordinatorChoice, { around }: Pick<CommandLine, "around">): Promise<Source> {
  if (choice.role === undefined && !(await answers(choice))) {
    const records = eventsWithoutCoordinator(choice.stateDir, around.clock);
    if (records) return { records };
  }
  const interrupt = untilInterrupted(around);
  try {
    return await withCoordinator(choice, async (client) => {
      const status = await client.status();
      const records: EventRecord[] = [];
      const query = { since: 0, follow: false, run: "" };
      for await (const record of client.events(query, interrupt.signal)) records.push(record);
      return { records, status };
    });
  } finally {
    interrupt.release();
  }
}
