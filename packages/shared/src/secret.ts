import { inspect } from "node:util";

const redacted = "[redacted]";

/** A value that must not be printed: every way into text gives "[redacted]"; only `reveal` gives the value. */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
