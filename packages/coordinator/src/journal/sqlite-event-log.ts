import { type Clock, systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { AcknowledgedEnd } from "./acknowledged-end.ts";
import { type ChainEnd, chainSum, verifyChain } from "./event-chain.ts";
import type { EventLog } from "./event-log.ts";
import { LogDatabase, type LogRow, openSqlite } from "./log-database.ts";
import { asOpenError, asWriteError } from "./sqlite-failure.ts";

const pageRows = 500;

/** One call of append, until its events are durable. */
interface PendingAppend {
  readonly events: readonly ClusterEvent[];
  readonly bodies: readonly string[];
  readonly resolve: (records: readonly EventRecord[]) => void;
  readonly reject: (error: AppError) => void;
}

type Listener = (record: EventRecord) => void;

export interface SqliteEventLogParts {
  readonly file: string;
  readonly database: LogDatabase;
  readonly acknowledged: AcknowledgedEnd;
  readonly clock: Pick<Clock, "wallMs">;
}

/**
 * Appends of one turn of the event loop leave in one transaction, at the end of the turn: one fsync for all of them.
 * Subscribers are called before the promise of the append resolves, so whoever appends finds its event folded already.
 */
export class SqliteEventLog implements EventLog {
  readonly #parts: SqliteEventLogParts;
  readonly #listeners = new Set<Listener>();
  #end: ChainEnd;
  #pending: PendingAppend[] = [];
  #closed = false;

  /** Verifies the whole chain. Throws LOG_CORRUPT. */
  constructor(parts: SqliteEventLogParts) {
    this.#parts = parts;
    this.#end = verifyChain(this.#rows(0), parts.acknowledged.found, parts.file);
    parts.acknowledged.write(this.#end);
  }

  get lastSeq(): number {
    return this.#end.seq;
  }

  /** Rejects LOG_WRITE_FAILED; nothing of the call is then in the log. */
  append(...events: readonly ClusterEvent[]): Promise<readonly EventRecord[]> {
    if (events.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#refuseWhenClosed();
      // An event that cannot be written fails its own caller here, not the others of the same transaction.
      const bodies = events.map(bodyOf);
      if (this.#pending.length === 0) setImmediate(() => this.#commit());
      this.#pending.push({ events, bodies, resolve, reject });
    });
  }

  *read(since: number): Iterable<EventRecord> {
    for (const row of this.#rows(since)) yield toRecord(row);
  }

  subscribe(listener: Listener): () => void {
    // Wrapped, so that the same function subscribed twice is called twice and removed once.
    const entry: Listener = (record) => listener(record);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** What was appended in this turn is written first. */
  close(): void {
    if (this.#closed) return;
    this.#commit();
    this.#closed = true;
    this.#parts.database.close();
    this.#parts.acknowledged.close();
  }

  *#rows(since: number): Iterable<LogRow> {
    for (let last = since; ; ) {
      this.#refuseWhenClosed();
      const page = this.#parts.database.page(last, pageRows);
      yield* page;
      const end = page.at(-1);
      if (end === undefined || page.length < pageRows) return;
      last = end.seq;
    }
  }

  #commit(): void {
    const calls = this.#pending;
    if (calls.length === 0) return;
    this.#pending = [];
    const rows = this.#number(calls);
    try {
      this.#parts.database.insert(rows);
    } catch (cause) {
      const error = asWriteError(cause, this.#parts.file);
      for (const call of calls) call.reject(error);
      return;
    }
    this.#end = rows.at(-1) ?? this.#end;
    this.#parts.acknowledged.write(this.#end);
    this.#tell(calls, rows);
  }

  #number(calls: readonly PendingAppend[]): readonly LogRow[] {
    const at = new Date(this.#parts.clock.wallMs()).toISOString();
    let { seq, sum } = this.#end;
    return calls.flatMap((call) =>
      call.events.map(({ type }, index) => {
        seq += 1;
        const row = { seq, at, type, body: call.bodies[index] ?? "" };
        sum = chainSum(sum, row);
        return { ...row, sum };
      }),
    );
  }

  #tell(calls: readonly PendingAppend[], rows: readonly LogRow[]): void {
    const records = rows.map(toRecord);
    for (const record of records) for (const listener of [...this.#listeners]) callApart(listener, record);
    let first = 0;
    for (const call of calls) {
      call.resolve(records.slice(first, first + call.events.length));
      first += call.events.length;
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new AppError("INTERNAL", `the event log ${this.#parts.file} is closed`);
  }
}

/** Opens or creates the log: directory 0700, files 0600. Throws LOG_CORRUPT, LOG_WRITE_FAILED, UNSUPPORTED, COORDINATOR_LOCKED. */
export function openEventLog(file: string, clock: Pick<Clock, "wallMs"> = systemClock): EventLog {
  const connection = openSqlite(file);
  let acknowledged: AcknowledgedEnd | undefined;
  try {
    acknowledged = new AcknowledgedEnd(`${file}.acknowledged`);
    return new SqliteEventLog({ file, database: new LogDatabase(connection), acknowledged, clock });
  } catch (error) {
    acknowledged?.close();
    connection.close();
    throw asOpenError(error, file);
  }
}

function bodyOf(event: ClusterEvent): string {
  try {
    return JSON.stringify(event);
  } catch (error) {
    throw AppError.from(error);
  }
}

/** Every record that leaves is parsed from what was stored: a caller that changes its event later changes nothing. */
function toRecord({ seq, at, body }: LogRow): EventRecord {
  return { seq, at, event: JSON.parse(body) as ClusterEvent };
}

/** The event is durable; a listener's mistake is no reason to fail the append, and no reason to be silent either. */
function callApart(listener: Listener, record: EventRecord): void {
  try {
    listener(record);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
