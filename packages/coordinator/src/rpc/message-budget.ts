import type { Readable } from "node:stream";
import type { Clock } from "@quorate/shared/clock";

/** About a hundred times what a busy agent says; one that says more is read later, and TCP holds it back. */
const messagesPerSecond = 1_000;

/** Keeps one peer from taking all of the coordinator's time. */
export class MessageBudget {
  readonly #stream: Readable;
  readonly #clock: Clock;
  #left = messagesPerSecond;
  #stop: (() => void) | undefined;

  constructor(stream: Readable, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** One message was taken. */
  spend(): void {
    this.#stop ??= this.#clock.after(1_000, () => this.#refill());
    this.#left -= 1;
    if (this.#left <= 0) this.#stream.pause();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #refill(): void {
    this.#stop = undefined;
    this.#left = messagesPerSecond;
    this.#stream.resume();
  }
}
