/** Offset = coordinator's clock minus the agent's, nanoseconds, from four timestamps (RFC 5905, 8); the error bound is half the round trip. */
export interface ClockEstimate {
  readonly monoOffsetNs: bigint;
  readonly wallOffsetNs: bigint;
  readonly errorNs: bigint;
  /** How many exchanges the estimate was chosen from. */
  readonly samples: number;
}

/** The same moments by both clocks: t1 sent by the agent, t2 received and t3 sent by the coordinator, t4 received by the agent. */
export interface ClockExchange {
  readonly sentMonoNs: bigint;
  readonly sentWallNs: bigint;
  readonly peerReceivedMonoNs: bigint;
  readonly peerReceivedWallNs: bigint;
  readonly peerSentMonoNs: bigint;
  readonly peerSentWallNs: bigint;
  readonly receivedMonoNs: bigint;
  readonly receivedWallNs: bigint;
}

export function estimateClock(exchange: ClockExchange): ClockEstimate {
  const { sentMonoNs: t1, peerReceivedMonoNs: t2, peerSentMonoNs: t3, receivedMonoNs: t4 } = exchange;
  const wall = exchange.peerReceivedWallNs - exchange.sentWallNs + (exchange.peerSentWallNs - exchange.receivedWallNs);
  return {
    monoOffsetNs: (t2 - t1 + (t3 - t4)) / 2n,
    wallOffsetNs: wall / 2n,
    errorNs: (t4 - t1 - (t3 - t2)) / 2n,
    samples: 1,
  };
}

/** Of the last exchanges the one with the smallest error bound: a short round trip leaves little room for asymmetry. */
export class ClockFilter {
  readonly #window: ClockEstimate[] = [];
  readonly #size: number;

  constructor(size = 8) {
    this.#size = size;
  }

  add(estimate: ClockEstimate): void {
    this.#window.push(estimate);
    if (this.#window.length > this.#size) this.#window.shift();
  }

  get best(): ClockEstimate | undefined {
    const [first, ...rest] = this.#window;
    if (!first) return undefined;
    const best = rest.reduce((a, b) => (b.errorNs < a.errorNs ? b : a), first);
    return { ...best, samples: this.#window.length };
  }
}
