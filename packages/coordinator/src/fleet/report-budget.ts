import { type Clock, elapsedMs } from "@quorate/shared/clock";
import type { Report } from "@quorate/shared/command";

type OutputReport = Extract<Report, { type: "output" }>;

/** An agent with a chatty step says a few KiB a second; the log keeps what it says for ever. */
const bytesPerSecond = 64 * 1_024;
const burstBytes = 4 * 1_024 * 1_024;
/** What an event weighs beside its text. */
const eventBytes = 200;

/**
 * Lets through as much of a host's chatter as the log can bear: what a step prints, and the moments it names. Ends of
 * steps always pass. A host that was taken over could otherwise fill the coordinator's disk in minutes.
 */
export class ReportBudget {
  readonly #clock: Clock;
  #left = burstBytes;
  #countedNs: bigint;
  #droppedLines = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#countedNs = clock.monoNs();
  }

  /** The report as it may pass: lines that were held back before count as dropped in it. Undefined: it may not. */
  admit(report: Report): Report | undefined {
    if (report.type === "output") return this.#admitOutput(report);
    if (report.type === "mark" && !this.#spend(eventBytes + report.mark.name.length)) return undefined;
    return report;
  }

  #admitOutput(report: OutputReport): OutputReport | undefined {
    const bytes = report.lines.reduce((sum, line) => sum + line.length, eventBytes);
    if (!this.#spend(bytes)) {
      this.#droppedLines += report.lines.length + report.dropped;
      return undefined;
    }
    const dropped = report.dropped + this.#droppedLines;
    this.#droppedLines = 0;
    return { ...report, dropped };
  }

  #spend(bytes: number): boolean {
    const earned = (elapsedMs(this.#clock, this.#countedNs) * bytesPerSecond) / 1_000;
    this.#countedNs = this.#clock.monoNs();
    this.#left = Math.min(burstBytes, this.#left + earned);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}
