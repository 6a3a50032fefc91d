import { once } from "node:events";
import type { ServerWritableStream } from "@grpc/grpc-js";
import { AppError } from "@quorate/shared/errors";
import type { WatchEventsRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/WatchEventsRequest";
import type { WatchEventsResponse } from "@quorate/shared/wire/generated/quorate/v1/WatchEventsResponse";
import type { EventLog } from "../journal/event-log.ts";
import { feedEvents } from "./event-feed.ts";

export type EventsCall = ServerWritableStream<WatchEventsRequest__Output, WatchEventsResponse>;

/** Answers one WatchEvents call; the next event is read when the caller has room for it. */
export async function sendEvents(call: EventsCall, log: EventLog, stopping: AbortSignal): Promise<void> {
  const { follow, run } = call.request;
  const since = Number(call.request.since);
  if (!Number.isSafeInteger(since)) throw new AppError("USAGE", `no event has the number ${call.request.since}`);
  const left = new AbortController();
  call.once("cancelled", () => left.abort());
  call.once("close", () => left.abort());
  const over = AbortSignal.any([left.signal, stopping]);
  for await (const { seq, at, event } of feedEvents(log, { since, follow, run }, over)) {
    const room = call.write({ seq: String(seq), at, eventJson: JSON.stringify(event) });
    if (!room) await once(call, "drain", { signal: over }).catch(() => undefined);
  }
  if (stopping.aborted) throw new AppError("COORDINATOR_UNREACHABLE", "the coordinator stopped");
  if (!left.signal.aborted) call.end();
}
