import type { EventRecord } from "@quorate/shared/events";
import type { EventLog } from "../journal/event-log.ts";

export interface EventQuery {
  /** Events after this number. */
  readonly since: number;
  /** Go on with what is appended from now on. */
  readonly follow: boolean;
  /** Only the events of this run; empty for all. */
  readonly run: string;
}

/** How many records are looked at before everything else gets its turn. */
const turn = 200;

/**
 * Reads the log from a number on, and follows it if asked. Nothing is kept for a slow reader: it is read for when it
 * comes, so it holds one page of the log in memory, however far it lags behind. Ends when the signal aborts.
 */
export async function* feedEvents(
  log: Pick<EventLog, "read" | "subscribe">,
  query: EventQuery,
  signal: AbortSignal,
): AsyncIterable<EventRecord> {
  const bell = new Bell(log, signal);
  const progress = { last: query.since };
  try {
    do yield* readNew(log, query.run, progress, signal);
    while (query.follow && (await bell.rung()));
  } finally {
    bell.stop();
  }
}

async function* readNew(
  log: Pick<EventLog, "read">,
  run: string,
  progress: { last: number },
  signal: AbortSignal,
): AsyncIterable<EventRecord> {
  let looked = 0;
  for (const record of log.read(progress.last)) {
    if (signal.aborted) return;
    progress.last = record.seq;
    looked += 1;
    if (looked % turn === 0) await new Promise((resolve) => setImmediate(resolve));
    if (run === "" || runOf(record) === run) yield record;
  }
}

function runOf({ event }: EventRecord): string | undefined {
  return "run" in event ? event.run : undefined;
}

/** Rings when something was appended since it was asked last, and when the signal aborts. */
class Bell {
  readonly #signal: AbortSignal;
  readonly #unsubscribe: () => void;
  #news = false;
  #wake: () => void = () => undefined;

  constructor(log: Pick<EventLog, "subscribe">, signal: AbortSignal) {
    this.#signal = signal;
    this.#unsubscribe = log.subscribe(() => this.#ring());
    signal.addEventListener("abort", this.#aborted, { once: true });
  }

  /** False when it was the signal. */
  async rung(): Promise<boolean> {
    if (!this.#news && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#news = false;
    return !this.#signal.aborted;
  }

  stop(): void {
    this.#unsubscribe();
    this.#signal.removeEventListener("abort", this.#aborted);
  }

  readonly #aborted = (): void => this.#wake();

  #ring(): void {
    this.#news = true;
    this.#wake();
  }
}
