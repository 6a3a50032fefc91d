import type { Clock } from "@quorate/shared/clock";
import { type ClockEstimate, ClockFilter, estimateClock } from "@quorate/shared/clock-estimate";
import type { Heartbeat, HeartbeatAck, HostHealth } from "@quorate/shared/heartbeat";

export interface PulseOptions {
  readonly clock: Clock;
  readonly bootId: string;
  readonly health: () => HostHealth;
}

/** Unanswered heartbeats that are remembered; older ones would have too long a round trip to be of use. */
const maxUnanswered = 8;

/** Makes heartbeats, and learns the coordinator's clock from the answers. */
export class Pulse {
  readonly #options: PulseOptions;
  readonly #unanswered = new Map<bigint, Heartbeat>();
  #filter = new ClockFilter();
  #sequence = 0n;

  constructor(options: PulseOptions) {
    this.#options = options;
  }

  get estimate(): ClockEstimate | undefined {
    return this.#filter.best;
  }

  /** Another coordinator process may run on another machine, whose clock starts elsewhere. */
  forget(): void {
    this.#filter = new ClockFilter();
    this.#unanswered.clear();
  }

  beat(): Heartbeat {
    const { bootId, clock, health } = this.#options;
    const looked = health();
    const estimate = this.estimate;
    this.#sequence += 1n;
    const heartbeat: Heartbeat = {
      sequence: this.#sequence,
      bootId,
      sentMonoNs: clock.monoNs(),
      sentWallNs: wallNs(clock),
      ...(estimate ? { clock: estimate } : {}),
      health: looked,
    };
    this.#unanswered.set(heartbeat.sequence, heartbeat);
    const [oldest] = this.#unanswered.keys();
    if (this.#unanswered.size > maxUnanswered && oldest !== undefined) this.#unanswered.delete(oldest);
    return heartbeat;
  }

  /** To be called the moment the answer arrives. */
  answered(ack: HeartbeatAck): void {
    const sent = this.#unanswered.get(ack.sequence);
    if (!sent) return;
    this.#unanswered.delete(ack.sequence);
    this.#filter.add(
      estimateClock({
        sentMonoNs: sent.sentMonoNs,
        sentWallNs: sent.sentWallNs,
        peerReceivedMonoNs: ack.receivedMonoNs,
        peerReceivedWallNs: ack.receivedWallNs,
        peerSentMonoNs: ack.sentMonoNs,
        peerSentWallNs: ack.sentWallNs,
        receivedMonoNs: this.#options.clock.monoNs(),
        receivedWallNs: wallNs(this.#options.clock),
      }),
    );
  }
}

function wallNs(clock: Clock): bigint {
  return BigInt(Math.round(clock.wallMs() * 1_000)) * 1_000n;
}
