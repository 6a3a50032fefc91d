import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import type { Heartbeat, HeartbeatAck } from "@quorate/shared/heartbeat";
import type { HostId } from "@quorate/shared/ids";
import type { Hello } from "@quorate/shared/session-message";
import type { AgentStream, OutgoingMessage } from "./agent-stream.ts";
import { Outbox } from "./outbox.ts";
import { SilenceWatch } from "./silence-watch.ts";

/** Far above what a run sends to one host: a lease is a few KiB, all manifests of a cluster are 3 MiB, escaped twice that. */
const outboxLimits = { messages: 1_000, bytes: 8 * 1_024 * 1_024 } as const;

export interface SessionSettings {
  readonly host: HostId;
  readonly hello: Hello;
  readonly stream: AgentStream;
  readonly clock: Clock;
  readonly silentAfterMs: number;
  readonly silenceChanged: (silent: boolean) => void;
  /** The reader fell too far behind. */
  readonly overflowed: (error: AppError) => void;
}

/** One stream of one agent, and the last that was heard on it. */
export class AgentSession {
  readonly host: HostId;
  readonly hello: Hello;
  readonly address: string;
  /** The key that the stream speaks for: its certificate's, and after a renewal the one that followed it. */
  spkiSha256: string;
  readonly since: number;
  heartbeat: Heartbeat | undefined;
  facts: HostFacts | undefined;
  readonly #settings: SessionSettings;
  readonly #outbox: Outbox<OutgoingMessage>;
  readonly #silence: SilenceWatch;

  constructor(settings: SessionSettings) {
    const { host, hello, stream, clock } = settings;
    this.#settings = settings;
    this.host = host;
    this.hello = hello;
    this.address = stream.address;
    this.spkiSha256 = stream.spkiSha256;
    this.since = clock.wallMs();
    this.#outbox = new Outbox(stream, outboxLimits);
    stream.onDrained(() => this.#outbox.drained());
    this.#silence = new SilenceWatch(clock, settings.silentAfterMs, settings.silenceChanged);
  }

  get silent(): boolean {
    return this.#silence.silent;
  }

  /** Milliseconds since the agent's last message. */
  get silentForMs(): number {
    return this.#silence.ageMs;
  }

  spoke(): void {
    this.#silence.spoke();
  }

  /** False when the agent reads so slowly that it is given up. */
  send(message: OutgoingMessage): boolean {
    if (this.#outbox.send(message)) return true;
    this.#settings.overflowed(
      new AppError("HOST_LOST", `${this.host} does not read what it is sent; its stream is cut`, {
        hint: "the agent connects again by itself; on the host: journalctl -u quorate-agent",
      }),
    );
    return false;
  }

  /** An ack that waits in a queue says nothing about the clock any more, so a slow reader gets none. */
  acknowledge({ sequence }: Heartbeat, received: Readonly<{ monoNs: bigint; wallNs: bigint }>): void {
    if (!this.#outbox.clear) return;
    const sent = readClocks(this.#settings.clock);
    const ack: HeartbeatAck = {
      sequence,
      receivedMonoNs: received.monoNs,
      receivedWallNs: received.wallNs,
      sentMonoNs: sent.monoNs,
      sentWallNs: sent.wallNs,
    };
    this.#outbox.send({ type: "heartbeat-ack", ack });
  }

  end(error?: AppError): void {
    this.#silence.stop();
    this.#settings.stream.end(error);
  }
}

export function readClocks(clock: Clock): { readonly monoNs: bigint; readonly wallNs: bigint } {
  return { monoNs: clock.monoNs(), wallNs: BigInt(Math.round(clock.wallMs())) * 1_000_000n };
}
