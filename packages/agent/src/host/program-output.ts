/** Keeps the beginning and the end of a stream of bytes: the middle is what nobody reads. */
export class CappedText {
  readonly #half: number;
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #headBytes = 0;
  #tailBytes = 0;
  #cutBytes = 0;

  constructor(limitBytes: number) {
    this.#half = Math.floor(limitBytes / 2);
  }

  add(chunk: Buffer): void {
    const room = this.#half - this.#headBytes;
    const first = chunk.subarray(0, Math.max(0, room));
    if (first.length > 0) this.#head.push(first);
    this.#headBytes += first.length;
    const rest = chunk.subarray(first.length);
    if (rest.length > 0) this.#keepEnd(rest);
  }

  #keepEnd(chunk: Buffer): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    while (this.#tailBytes > this.#half) {
      const oldest = this.#tail[0] ?? Buffer.alloc(0);
      const excess = Math.min(this.#tailBytes - this.#half, oldest.length);
      if (excess === oldest.length) this.#tail.shift();
      else this.#tail[0] = oldest.subarray(excess);
      this.#tailBytes -= excess;
      this.#cutBytes += excess;
    }
  }

  toString(): string {
    const gap = this.#cutBytes === 0 ? [] : [Buffer.from(`\n[${this.#cutBytes} bytes cut]\n`)];
    return Buffer.concat([...this.#head, ...gap, ...this.#tail]).toString("utf8");
  }
}

/** A longer line is cut here, so that a program without line ends cannot fill the memory. */
const maxLineLength = 8192;

/** Turns pieces of text into whole lines. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  readonly #onLine: (line: string) => void;
  #pending = "";

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(chunk: Buffer): void {
    const parts = (this.#pending + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#pending = (parts.pop() ?? "").slice(0, maxLineLength);
    for (const part of parts) this.#onLine(part.slice(0, maxLineLength));
  }

  /** Gives what is left when the stream ended without a line end. */
  end(): void {
    if (this.#pending !== "") this.#onLine(this.#pending);
    this.#pending = "";
  }
}
