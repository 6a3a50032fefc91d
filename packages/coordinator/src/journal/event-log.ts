import type { ClusterEvent, EventRecord } from "@quorate/shared/events";

/** Where events live is this room's secret. Appending is durable when the promise resolves. */
export interface EventLog {
  /** All or none of the events, in order; calls of one turn of the event loop share one transaction. */
  append(...events: readonly ClusterEvent[]): Promise<readonly EventRecord[]>;
  /** Events after `since` (exclusive), oldest first, read in pages. */
  read(since: number): Iterable<EventRecord>;
  /** Called after each durable append, in order; returns its own removal. */
  subscribe(listener: (record: EventRecord) => void): () => void;
  readonly lastSeq: number;
  close(): void;
}
