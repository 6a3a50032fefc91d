import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { CappedText, LineSplitter } from "./program-output.ts";

const chunkBytes = 65_536;
/** A file that grew beyond this is emptied when it has been read: what is shown of it is less. */
const maxFileBytes = 8_388_608;
const textLimitBytes = 1_048_576;

/** A file that a program appends its output to, read as it grows. */
export class OutputFile {
  readonly #path: string;
  readonly #text = new CappedText(textLimitBytes);
  #lines: LineSplitter | undefined;
  #handle: FileHandle | undefined;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Called from now on with every whole line that is read. */
  tell(onLine: ((line: string) => void) | undefined): void {
    this.#lines = onLine && new LineSplitter(onLine);
  }

  /** What was read, but for the middle of what is long. */
  get text(): string {
    return this.#text.toString();
  }

  /** Reads what was added. */
  async read(): Promise<void> {
    this.#handle ??= await open(this.#path, constants.O_RDWR | constants.O_NOFOLLOW);
    const chunk = Buffer.alloc(chunkBytes);
    for (;;) {
      const { bytesRead } = await this.#handle.read(chunk, 0, chunkBytes, this.#offset);
      if (bytesRead === 0) break;
      this.#offset += bytesRead;
      const added = Buffer.from(chunk.subarray(0, bytesRead));
      this.#text.add(added);
      this.#lines?.add(added);
    }
    if (this.#offset > maxFileBytes) await this.#empty(this.#handle);
  }

  /** Reads the rest; what is no whole line is told too. */
  async end(): Promise<void> {
    await this.read();
    this.#lines?.end();
    await this.close();
  }

  /** What is read later opens it again. */
  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** The program appends, so it goes on at the new end. */
  async #empty(handle: FileHandle): Promise<void> {
    await handle.truncate(0);
    this.#offset = 0;
  }
}
