import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts, WatchTarget } from "@quorate/shared/facts";
import type { Logger } from "@quorate/shared/log";
import { protocolVersion, type Welcome } from "@quorate/shared/session-message";
import type { Journal } from "../runner/journal.ts";
import type { LeaseDesk } from "../runner/lease-desk.ts";
import type { CertificateDesk } from "./certificate-desk.ts";
import type { Connect, Connection, ConnectionEvents } from "./connection.ts";
import type { Outbox } from "./outbox.ts";
import type { Pulse } from "./pulse.ts";
import type { Renewal } from "./renewal.ts";

export interface SessionParts {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly log: Logger;
  readonly agentVersion: string;
  readonly bootId: string;
  readonly journal: Pick<Journal, "epoch" | "obey" | "refuseStale">;
  readonly desk: Pick<LeaseDesk, "handle">;
  readonly outbox: Outbox;
  readonly pulse: Pulse;
  readonly certificates: CertificateDesk;
  readonly renewal: Pick<Renewal, "welcomed" | "answered" | "closed" | "ensureAlive">;
  readonly facts: () => Promise<HostFacts>;
  readonly watch: (target: WatchTarget) => Promise<void>;
}

export interface SessionEnd {
  readonly reason: AppError;
  /** The coordinator was spoken to; the next try need not wait long. */
  readonly welcomed: boolean;
}

type Message = Parameters<ConnectionEvents["message"]>[0];

/** Nothing heard for so long, not even an answer to a heartbeat: the stream is as good as dead. */
const silenceMs = 15_000;
const shortestIntervalMs = 100;
const longestIntervalMs = 60_000;

/** One stream from its opening to its end: hello, welcome, then everything else. Resolves when it is over, never rejects. */
export function runSession(parts: SessionParts, signal: AbortSignal): Promise<SessionEnd> {
  return new Promise((resolve) => {
    new Session(parts, signal, resolve).open();
  });
}

class Session implements ConnectionEvents {
  readonly #parts: SessionParts;
  readonly #signal: AbortSignal;
  readonly #ended: (end: SessionEnd) => void;
  #connection: Connection | undefined;
  #welcome: Welcome | undefined;
  #reason: AppError | undefined;
  #stopSilence = (): void => undefined;
  #stopPulse = (): void => undefined;

  constructor(parts: SessionParts, signal: AbortSignal, ended: (end: SessionEnd) => void) {
    this.#parts = parts;
    this.#signal = signal;
    this.#ended = ended;
  }

  open(): void {
    const { agentVersion, bootId, connect, journal } = this.#parts;
    this.#signal.addEventListener("abort", this.#abort, { once: true });
    this.#connection = connect(this);
    this.#heard();
    const hello = { agentVersion, protocol: protocolVersion, bootId, epoch: journal.epoch };
    this.#connection.send({ type: "hello", hello });
    if (this.#signal.aborted) this.#abort();
  }

  message(message: Message): void {
    this.#heard();
    if (this.#reason) return;
    if (message.type === "welcome") return this.#welcomed(message.welcome);
    if (!this.#welcome) return this.#close(new AppError("PROTOCOL_MISMATCH", "the coordinator did not welcome first"));
    switch (message.type) {
      case "heartbeat-ack":
        return this.#parts.pulse.answered(message.ack);
      case "facts-request":
        return this.#tellFacts(message.requestId, message.watch);
      case "command":
        return this.#parts.desk.handle(message.command);
      case "certificate":
        return this.#parts.certificates.answered(message.answer);
      case "renewal":
        void this.#parts.renewal.answered(message.answer);
    }
  }

  drained(): void {
    if (this.#welcome) this.#parts.outbox.drained();
  }

  closed(reason: AppError): void {
    this.#stopSilence();
    this.#stopPulse();
    this.#signal.removeEventListener("abort", this.#abort);
    this.#parts.outbox.detach();
    this.#parts.renewal.closed();
    this.#ended({ reason: this.#reason ?? reason, welcomed: this.#welcome !== undefined });
  }

  readonly #abort = (): void => this.#close(AppError.from(this.#signal.reason));

  /** The connection answers with `closed`. */
  #close(reason: AppError): void {
    this.#reason ??= reason;
    this.#connection?.close();
  }

  #welcomed(welcome: Welcome): void {
    const { certificates, journal, log, outbox, pulse, renewal } = this.#parts;
    const { epoch, instance, cluster } = welcome;
    try {
      journal.refuseStale(epoch, instance);
    } catch (error) {
      return this.#close(AppError.from(error));
    }
    if (epoch > journal.epoch) pulse.forget();
    journal.obey(epoch, instance).catch((error: unknown) => this.#close(AppError.from(error)));
    this.#welcome = welcome;
    log.info({ cluster, epoch: epoch.toString() }, "connected to the coordinator");
    // First, so that what follows can already be told by the coordinator's clock.
    this.#beat();
    if (this.#connection) outbox.attach(this.#connection);
    certificates.sayAgain();
    renewal.welcomed();
  }

  #beat(): void {
    const { clock, outbox, pulse } = this.#parts;
    outbox.heartbeat(() => pulse.beat());
    const wanted = this.#welcome?.heartbeatIntervalMs ?? longestIntervalMs;
    const intervalMs = Math.min(longestIntervalMs, Math.max(shortestIntervalMs, wanted));
    this.#stopPulse = clock.after(intervalMs, () => this.#beat());
  }

  #tellFacts(requestId: string, watch: WatchTarget | undefined): void {
    const { facts, log, outbox } = this.#parts;
    const keep = async (target: WatchTarget): Promise<void> => {
      // It is watched all the same, and told again with the next request: a full disk must not hide what the host is.
      await this.#parts.watch(target).catch((error: unknown) => log.error({ error }, "what to watch was not kept"));
    };
    const tell = async (): Promise<void> => {
      if (watch) await keep(watch);
      const found = await facts();
      if (!this.#reason) outbox.answer({ type: "facts", requestId, facts: found });
    };
    // The coordinator's own limit says that no answer came; why, only this log can say.
    tell().catch((error: unknown) => log.error({ error }, "facts not told"));
  }

  #heard(): void {
    const { clock } = this.#parts;
    this.#stopSilence();
    this.#stopSilence = clock.after(silenceMs, () => {
      this.#close(new AppError("COORDINATOR_UNREACHABLE", `the coordinator was silent for ${silenceMs / 1_000} s`));
    });
  }
}
