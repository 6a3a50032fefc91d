import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { type ClusterState, foldEvent, foldEvents } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import { openEventLog } from "../journal/sqlite-event-log.ts";

/** The event log with the state that follows from it, for as long as it can be written. */
export interface LiveLog extends EventLog {
  /** All that is durable is folded in. */
  state(): ClusterState;
  /** Rejects when an event could not be written: a coordinator that cannot remember must not go on. */
  readonly broken: Promise<never>;
  /** False from the first event on that could not be written, and once it is closed. */
  readonly writable: boolean;
}

/** Throws as `openEventLog` does. */
export function openLiveLog(file: string, clock: Pick<Clock, "wallMs">): LiveLog {
  return liveLog(openEventLog(file, clock));
}

export function liveLog(log: EventLog): LiveLog {
  let state = foldEvents(log.read(0));
  log.subscribe((record) => {
    state = foldEvent(state, record);
  });
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // Whoever does not wait for it is not to be killed by it.
  broken.catch(() => undefined);
  const over = { is: false };
  const append = async (...events: readonly ClusterEvent[]): Promise<readonly EventRecord[]> => {
    // Nobody may act on an event that is not written, and nobody is left who could do better than wait for the end.
    if (over.is) return new Promise(() => undefined);
    try {
      return await log.append(...events);
    } catch (error) {
      if (AppError.from(error).code !== "LOG_WRITE_FAILED") throw error;
      over.is = true;
      reject(error);
      throw error;
    }
  };
  return {
    append,
    read: (since) => log.read(since),
    subscribe: (listener) => log.subscribe(listener),
    get lastSeq() {
      return log.lastSeq;
    },
    close: () => {
      over.is = true;
      log.close();
    },
    state: () => state,
    broken,
    get writable() {
      return !over.is;
    },
  };
}
