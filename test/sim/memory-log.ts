import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import type { EventLog } from "../../packages/coordinator/src/journal/event-log.ts";

/** The event log without a disk: appending is a turn of the event loop away, as with the real one. */
export class MemoryLog implements EventLog {
  readonly records: EventRecord[] = [];
  /** No room is left for another event. */
  full = false;
  readonly #listeners = new Set<(record: EventRecord) => void>();

  async append(...events: readonly ClusterEvent[]): Promise<readonly EventRecord[]> {
    await Promise.resolve();
    if (this.full) throw new AppError("LOG_WRITE_FAILED", "no space is left on the device");
    const appended = events.map((event, index) => ({
      seq: this.records.length + index + 1,
      at: "2026-01-01T00:00:00.000Z",
      event,
    }));
    this.records.push(...appended);
    for (const record of appended) for (const listener of this.#listeners) listener(record);
    return appended;
  }

  *read(since: number): Iterable<EventRecord> {
    yield* this.records.slice(since);
  }

  subscribe(listener: (record: EventRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get lastSeq(): number {
    return this.records.length;
  }

  close(): void {}

  events<T extends ClusterEvent["type"]>(type: T): readonly Extract<ClusterEvent, { type: T }>[] {
    return this.records.flatMap(({ event }) =>
      event.type === type ? [event as Extract<ClusterEvent, { type: T }>] : [],
    );
  }
}
