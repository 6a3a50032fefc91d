import type { Report } from "@quorate/shared/command";
import type { Heartbeat } from "@quorate/shared/heartbeat";
import type { AgentMessage } from "@quorate/shared/session-message";
import type { Connection } from "./connection.ts";

/** Hours of a chatty step without a connection; results are few and always kept. */
const maxReports = 1_000;
/** Characters of output that wait: a flood of long lines must not hold the agent's memory for as long as the link is down. */
const maxOutput = 4 * 1_024 * 1_024;

/**
 * What waits to be said. Reports stay until they are written, over a lost stream too. A heartbeat is made in the moment it
 * is written and never waits behind anything: an old one would be worth nothing.
 */
export class Outbox {
  #reports: Report[] = [];
  #output = 0;
  #answers: AgentMessage[] = [];
  #heartbeat: (() => Heartbeat) | undefined;
  #connection: Connection | undefined;
  #writable = false;

  get waiting(): number {
    return this.#reports.length + this.#answers.length;
  }

  report(report: Report): void {
    if (this.#reports.length >= maxReports) this.#makeRoom();
    this.#reports.push(report);
    this.#output += outputOf(report);
    while (this.#output > maxOutput) this.#makeRoom();
    this.#pump();
  }

  /** Said on this stream or never. */
  answer(message: AgentMessage): void {
    if (!this.#connection) return;
    this.#answers.push(message);
    this.#pump();
  }

  heartbeat(make: () => Heartbeat): void {
    this.#heartbeat = make;
    this.#pump();
  }

  attach(connection: Connection): void {
    this.#connection = connection;
    this.drained();
  }

  detach(): void {
    this.#connection = undefined;
    this.#writable = false;
    this.#answers = [];
    this.#heartbeat = undefined;
  }

  drained(): void {
    if (!this.#connection) return;
    this.#writable = true;
    this.#pump();
  }

  #pump(): void {
    while (this.#connection && this.#writable) {
      const message = this.#next();
      if (!message) return;
      this.#writable = this.#connection.send(message);
    }
  }

  #next(): AgentMessage | undefined {
    if (this.#heartbeat) {
      const heartbeat = this.#heartbeat();
      this.#heartbeat = undefined;
      return { type: "heartbeat", heartbeat };
    }
    const answer = this.#answers.shift();
    if (answer) return answer;
    const report = this.#reports.shift();
    if (report) this.#output -= outputOf(report);
    return report && { type: "report", report };
  }

  /** Output goes first, counted in the next output of the same lease; then moments. Results are never dropped. */
  #makeRoom(): void {
    const at = this.#reports.findIndex(({ type }) => type === "output");
    if (at < 0) {
      this.#reports = this.#reports.filter(({ type }) => type === "finished");
      return;
    }
    const [dropped] = this.#reports.splice(at, 1);
    if (dropped) this.#output -= outputOf(dropped);
    const next = this.#reports.findIndex(
      (report) => report.type === "output" && report.lease.step === dropped?.lease.step,
    );
    const heir = this.#reports[next];
    if (dropped?.type !== "output" || heir?.type !== "output") return;
    this.#reports[next] = { ...heir, dropped: heir.dropped + dropped.dropped + dropped.lines.length };
  }
}

function outputOf(report: Report): number {
  return report.type === "output" ? report.lines.reduce((sum, line) => sum + line.length, 0) : 0;
}
