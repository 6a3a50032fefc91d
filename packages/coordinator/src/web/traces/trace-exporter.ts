import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { RunId } from "@quorate/shared/ids";
import type { Logger } from "@quorate/shared/log";
import type { CoordinatorView } from "../../rpc/coordinator-view.ts";
import { storyOf } from "../story/run-story.ts";
import { otlpBody } from "./otlp.ts";
import { mostSpans, runTrace, type Span } from "./run-trace.ts";

export interface TraceSettings {
  /** The whole address that spans are posted to: https://HOST:4318/v1/traces. */
  readonly url: string;
  readonly serviceName: string;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly post?: PostTrace;
}

/** Resolves with the status of the answer; rejects when there is none. */
export type PostTrace = (url: string, body: string, signal: AbortSignal) => Promise<number>;

export interface TraceExporter {
  /** Gives what is on its way so long, milliseconds; what is then left is dropped. Never rejects. */
  stop(limitMs: number): Promise<void>;
}

const spansPerPost = 500;
const answerMs = 5_000;
/** Two pauses between three tries. */
const pausesMs = [500, 2_000] as const;
/** Runs that wait for a receiver that is slow; one ends in minutes. */
const mostWaiting = 4;
/** https://opentelemetry.io/docs/specs/otlp/#failures-1: what may be tried again. */
const again = new Set([429, 502, 503, 504]);

/**
 * Sends each run as a trace when it has ended, made from the event log: so it costs the run nothing, and a run that several
 * coordinators drove is one trace. Whatever happens here, no run notices; what is not taken is dropped, and the log says how much.
 */
export function openTraceExporter(
  settings: TraceSettings,
  view: Pick<CoordinatorView, "log" | "state">,
): TraceExporter {
  return new Exporter(settings, view);
}

class Exporter implements TraceExporter {
  readonly #settings: TraceSettings;
  readonly #view: Pick<CoordinatorView, "log" | "state">;
  readonly #stopped = new AbortController();
  readonly #leave: () => void;
  #waiting = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(settings: TraceSettings, view: Pick<CoordinatorView, "log" | "state">) {
    this.#settings = settings;
    this.#view = view;
    this.#leave = view.log.subscribe(({ event }) => {
      if (event.type === "run.finished") this.#enqueue(event.run);
    });
  }

  async stop(limitMs: number): Promise<void> {
    this.#leave();
    const forget = this.#settings.clock.after(limitMs, () => this.#stopped.abort(stopped));
    await this.#queue;
    forget();
  }

  #enqueue(run: RunId): void {
    const { logger } = this.#settings;
    if (this.#waiting >= mostWaiting) {
      logger.warn({ run, waiting: this.#waiting }, "the trace of a run was dropped: the receiver is too slow");
      return;
    }
    this.#waiting += 1;
    this.#queue = this.#queue
      .then(() => this.#export(run))
      .catch((error: unknown) => logger.warn({ run, problem: AppError.from(error).message }, "no trace of a run"))
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  async #export(run: RunId): Promise<void> {
    const { serviceName: name, version, logger } = this.#settings;
    const since = this.#view.state().runs.get(run)?.since;
    const story = since === undefined ? undefined : storyOf(this.#view.log.read(since - 1), run);
    const all = story ? runTrace(story) : [];
    const spans = all.slice(0, mostSpans);
    let sent = 0;
    let problem = "";
    for (const part of parts(spans)) {
      problem = await this.#send(otlpBody(part, { name, version }));
      if (problem !== "") break;
      sent += part.length;
    }
    const dropped = all.length - sent;
    if (dropped > 0) logger.warn({ run, sent, dropped, problem }, "a part of a run's trace was dropped");
    else logger.info({ run, sent }, "trace sent");
  }

  /** Why it was not taken; empty when it was. */
  async #send(body: string): Promise<string> {
    let problem = "";
    for (const pauseMs of [...pausesMs, undefined]) {
      const status = await this.#post(body).catch((error: unknown) => AppError.from(error).message);
      if (typeof status === "number" && status >= 200 && status < 300) return "";
      problem = typeof status === "number" ? `answered ${status}` : status;
      const hopeless = typeof status === "number" && !again.has(status);
      if (hopeless || pauseMs === undefined || this.#stopped.signal.aborted) return problem;
      await this.#settings.clock.sleep(pauseMs, this.#stopped.signal).catch(() => undefined);
    }
    return problem;
  }

  async #post(body: string): Promise<number> {
    const { url, clock, post = postByFetch } = this.#settings;
    const late = new AbortController();
    const forget = clock.after(answerMs, () => late.abort(new AppError("STEP_TIMED_OUT", "no answer in time")));
    try {
      return await post(url, body, AbortSignal.any([late.signal, this.#stopped.signal]));
    } finally {
      forget();
    }
  }
}

const stopped = new AppError("COORDINATOR_UNREACHABLE", "the coordinator stops");

function* parts(spans: readonly Span[]): Generator<readonly Span[]> {
  for (let at = 0; at < spans.length; at += spansPerPost) yield spans.slice(at, at + spansPerPost);
}

/** What the receiver answers is not read: its status is all that counts. */
const postByFetch: PostTrace = async (url, body, signal) => {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" });
  await answer.body?.cancel();
  return answer.status;
};
