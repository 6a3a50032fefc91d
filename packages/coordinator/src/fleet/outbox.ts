export interface OutboxSink<T> {
  /** False: takes no more until `drained` is called. */
  write(message: T): boolean;
  /** Bytes. */
  sizeOf(message: T): number;
}

export interface OutboxLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** What waits for a slow reader; bounded, because one that reads nothing must not hold the coordinator's memory. */
export class Outbox<T> {
  readonly #sink: OutboxSink<T>;
  readonly #limits: OutboxLimits;
  #waiting: T[] = [];
  #bytes = 0;
  #blocked = false;

  constructor(sink: OutboxSink<T>, limits: OutboxLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  /** True while the reader keeps up. */
  get clear(): boolean {
    return !this.#blocked;
  }

  /** False when there is no room: the message is then not sent, and the reader is given up. */
  send(message: T): boolean {
    if (!this.#blocked) {
      this.#blocked = !this.#sink.write(message);
      return true;
    }
    const bytes = this.#bytes + this.#sink.sizeOf(message);
    if (this.#waiting.length >= this.#limits.messages || bytes > this.#limits.bytes) return false;
    this.#waiting.push(message);
    this.#bytes = bytes;
    return true;
  }

  /** The reader took what it was sent. */
  drained(): void {
    this.#blocked = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    for (const message of waiting) this.send(message);
  }
}
