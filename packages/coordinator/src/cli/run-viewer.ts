import type { EventRecord } from "@quorate/shared/events";
import { failureReport } from "../report/failure-report.ts";
import { runEnd, runWindows } from "../report/run-end.ts";
import { runFrame } from "../report/run-frame.ts";
import { runLines, stillLine } from "../report/run-lines.ts";
import type { RunProgress } from "../report/run-progress.ts";
import { runWords } from "../report/words/run-words.ts";
import { LiveScreen } from "./live-screen.ts";
import { note, type Surroundings, say } from "./surroundings.ts";

/** Shows a run while it goes and when it is over. */
export interface RunViewer {
  /** After `progress` has taken in the event. */
  event(progress: RunProgress, record: EventRecord): void;
  /** Time passed without an event. */
  tick(progress: RunProgress): void;
  /** A word between, about what Ctrl-C does now. */
  remark(text: string): void;
  end(progress: RunProgress, next: NextCommands): void;
}

export interface NextCommands {
  readonly afterDone: string;
  readonly afterFailure: string;
  /** Goes on after a run that stopped after a phase, as asked. */
  readonly afterStop?: string;
  /** When nobody keeps watch over what was made. */
  readonly keepWatch?: string;
}

export type ViewFormat = "auto" | "plain" | "jsonl";

/** auto: drawn over on a terminal, lines elsewhere. `foot` says what Ctrl-C does. */
export function runViewer(format: ViewFormat, around: Surroundings, foot: string): RunViewer {
  if (format === "jsonl") return new JsonViewer(around);
  return format === "auto" && around.stdout.terminal ? new LiveViewer(around, foot) : new LineViewer(around);
}

/** The last lines go where they belong: the story to standard output, the error to standard error. */
function sayEnd(around: Surroundings, progress: RunProgress, next: NextCommands): void {
  say(around, runEnd(progress, around.stdout.look));
  note(around, failureReport(progress, around.stderr.look));
  const words = runWords[around.stdout.look.language];
  const done = progress.finished?.outcome === "done";
  const whole = done && progress.plan.until === undefined;
  if (whole && next.keepWatch !== undefined) say(around, [words.keepWatch(next.keepWatch)]);
  say(around, [words.nextCommand(nextCommand(progress, next))]);
}

function nextCommand({ plan, finished }: RunProgress, { afterDone, afterStop, afterFailure }: NextCommands): string {
  if (finished?.outcome !== "done") return afterFailure;
  return plan.until === undefined ? afterDone : (afterStop ?? afterFailure);
}

const betweenFramesMs = 100;

class LiveViewer implements RunViewer {
  readonly #around: Surroundings;
  readonly #screen: LiveScreen;
  #foot: string;
  #drawnMs = 0;

  constructor(around: Surroundings, foot: string) {
    this.#around = around;
    this.#screen = new LiveScreen(around.stdout);
    this.#foot = foot;
  }

  /** A burst of output is not drawn line by line: the next tick shows it. */
  event(progress: RunProgress): void {
    const nowMs = this.#around.clock.wallMs();
    if (Math.abs(nowMs - this.#drawnMs) >= betweenFramesMs) this.tick(progress);
  }

  tick(progress: RunProgress): void {
    const { look, rows } = this.#around.stdout;
    this.#drawnMs = this.#around.clock.wallMs();
    // One row is where the cursor stands.
    this.#screen.draw(runFrame(progress, this.#around.clock.wallMs(), look, rows - 1, this.#foot));
  }

  /** Shown with the next tick, at the foot. */
  remark(text: string): void {
    this.#foot = text;
  }

  end(progress: RunProgress, next: NextCommands): void {
    this.tick(progress);
    this.#screen.keep();
    say(this.#around, runWindows(progress, this.#around.stdout.look));
    sayEnd(this.#around, progress, next);
  }
}

/** A log without a line for this long looks dead. */
const silenceMs = 30_000;

class LineViewer implements RunViewer {
  readonly #around: Surroundings;
  #spokenMs: number;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#spokenMs = around.clock.wallMs();
  }

  event(progress: RunProgress, record: EventRecord): void {
    this.#say(runLines(progress, record, this.#around.stdout.look));
  }

  tick(progress: RunProgress): void {
    const nowMs = this.#around.clock.wallMs();
    if (nowMs - this.#spokenMs < silenceMs) return;
    const line = stillLine(progress, nowMs, this.#around.stdout.look);
    if (line !== undefined) this.#say([line]);
  }

  remark(text: string): void {
    note(this.#around, [text]);
  }

  end(progress: RunProgress, next: NextCommands): void {
    sayEnd(this.#around, progress, next);
  }

  #say(lines: readonly string[]): void {
    if (lines.length > 0) this.#spokenMs = this.#around.clock.wallMs();
    say(this.#around, lines);
  }
}

/** Standard output is the events and nothing else. */
class JsonViewer implements RunViewer {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  event(_progress: RunProgress, record: EventRecord): void {
    say(this.#around, [JSON.stringify(record)]);
  }

  tick(): void {}

  remark(text: string): void {
    note(this.#around, [text]);
  }

  end(progress: RunProgress): void {
    note(this.#around, failureReport(progress, this.#around.stderr.look));
  }
}
