import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@quorate/shared/clock";
import type { Language } from "@quorate/shared/language";
import type { CoordinatorView } from "../rpc/coordinator-view.ts";
import { feedEvents } from "../rpc/event-feed.ts";
import { eventCells } from "./page/event-section.ts";

/** A comment now and then, so that neither end nor anything between them takes the stream for dead. */
const keepAliveMs = 15_000;
const reconnectMs = 2_000;

export interface StreamParts {
  readonly view: CoordinatorView;
  readonly clock: Clock;
}

/**
 * The number of the event after which a reader goes on: of the last one that it got before it was cut off, or of the page that
 * it shows. Undefined when it says none.
 */
export function resumePoint({ headers }: Pick<IncomingMessage, "headers">, url: URL): number | undefined {
  const said = headers["last-event-id"] ?? url.searchParams.get("since") ?? "";
  return typeof said === "string" && /^\d{1,15}$/.test(said) ? Number(said) : undefined;
}

export interface StreamWish {
  /** The number of the event after which the stream begins. */
  readonly since: number;
  readonly language: Language;
}

/**
 * Server-sent events (HTML, 9.2): one message for each event of the log, its id the event's number, its data the cells of its
 * row. Ends with the connection or the coordinator.
 */
export async function streamEvents(
  { view, clock }: StreamParts,
  response: ServerResponse,
  { since, language }: StreamWish,
): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  const over = AbortSignal.any([left.signal, view.stopping]);
  // A log that ends before what the reader has seen is another log.
  response.write(`retry: ${reconnectMs}\n\n${since > view.log.lastSeq ? "event: restart\ndata:\n\n" : ""}`);
  const stopBeat = keepAlive(clock, response);
  try {
    for await (const record of feedEvents(view.log, { since, follow: true, run: "" }, over)) {
      const room = response.write(
        `id: ${record.seq}\nevent: log\ndata: ${JSON.stringify(eventCells(record, language))}\n\n`,
      );
      if (!room) await once(response, "drain", { signal: over }).catch(() => undefined);
    }
  } finally {
    stopBeat();
    response.end();
  }
}

function keepAlive(clock: Clock, response: ServerResponse): () => void {
  const beat = (): (() => void) =>
    clock.after(keepAliveMs, () => {
      response.write(": still here\n\n");
      cancel = beat();
    });
  let cancel = beat();
  return () => cancel();
}
