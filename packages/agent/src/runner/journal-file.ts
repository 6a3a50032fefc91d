import { constants, type FileHandle, mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { AppError } from "@quorate/shared/errors";
import { fileTrouble } from "../host/file-trouble.ts";

/** O_DSYNC: a write that returned is on disk, which saves every record a second trip to the kernel. */
const openFlags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_DSYNC;
/** Line: CRC-32 of the JSON, eight hexadecimal digits, a blank, the JSON, a newline. */
const linePattern = /^([0-9a-f]{8}) (.+)$/s;

/** Append-only lines of JSON, durable when `append` resolves. */
export class JournalFile {
  readonly #path: string;
  #handle: FileHandle;
  #size: number;
  /** The last write did not end well. */
  #torn = false;
  #waiting: { readonly line: string; readonly done: PromiseWithResolvers<void> }[] = [];
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, size: number) {
    this.#path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /** Opens or makes it; `records` is what it holds. A torn last line is cut off; any other damage rejects LOG_CORRUPT. */
  static async open(path: string): Promise<{ readonly file: JournalFile; readonly records: readonly unknown[] }> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(path, openFlags, 0o600);
    try {
      const bytes = await readFile(handle);
      const { records, size } = readRecords(path, bytes);
      if (size < bytes.length) await handle.truncate(size);
      await handle.sync();
      await syncDirectory(path);
      return { file: new JournalFile(path, handle, size), records };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Records of one turn of the event loop share one write. Rejects FILE_ACCESS_FAILED; the file then is as it was. */
  append(record: object): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ line: toLine(record), done });
    if (this.#waiting.length === 1) this.#writing = this.#writing.then(() => this.#flush());
    return done.promise;
  }

  /** Replaces everything, whole: a crash leaves the old file or the new one. The records are asked for when their turn comes. */
  async rewrite(records: () => readonly object[]): Promise<void> {
    const done = this.#writing.then(() => this.#replace(records()));
    // Later appends wait for it and do not care how it ended.
    this.#writing = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    const bytes = Buffer.from(batch.map(({ line }) => line).join(""));
    try {
      // What a failed write left behind goes first; its remains would make the next record unreadable.
      if (this.#torn) await this.#handle.truncate(this.#size);
      this.#torn = true;
      await this.#writeWhole(bytes);
      this.#torn = false;
      this.#size += bytes.length;
      for (const { done } of batch) done.resolve();
    } catch (error) {
      for (const { done } of batch) done.reject(trouble(this.#path, error));
    }
  }

  /** One call as a rule; a full disk may take a part. */
  async #writeWhole(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, this.#size + at);
      at += bytesWritten;
    }
  }

  async #replace(records: readonly object[]): Promise<void> {
    const bytes = Buffer.from(records.map(toLine).join(""));
    const temporary = `${this.#path}.new`;
    const next = await open(temporary, openFlags | constants.O_TRUNC, 0o600);
    try {
      await next.write(bytes, 0, bytes.length, 0);
      await next.sync();
      await rename(temporary, this.#path);
      await syncDirectory(this.#path);
    } catch (error) {
      await next.close();
      throw trouble(this.#path, error);
    }
    await this.#handle.close();
    this.#handle = next;
    this.#size = bytes.length;
  }
}

function toLine(record: object): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}

function readRecords(path: string, bytes: Buffer): { readonly records: unknown[]; readonly size: number } {
  const records: unknown[] = [];
  let at = 0;
  for (let end = bytes.indexOf("\n", at); end >= 0; end = bytes.indexOf("\n", at)) {
    records.push(readRecord(path, at, bytes.subarray(at, end).toString("utf8")));
    at = end + 1;
  }
  // A whole record and then something else than a newline: no write ends like that.
  if (wholeJson(bytes.subarray(at, -1).toString("utf8")) !== undefined) throw damaged(path, bytes.length - 1);
  // Without a newline the write did not end, so nobody was told that it was durable.
  return { records, size: at };
}

function readRecord(path: string, offset: number, line: string): unknown {
  const json = wholeJson(line);
  if (json !== undefined) return JSON.parse(json);
  throw damaged(path, offset);
}

/** The JSON of a line whose checksum is right. */
function wholeJson(line: string): string | undefined {
  const [, sum, json] = linePattern.exec(line) ?? [];
  return json !== undefined && sum === checksum(json) ? json : undefined;
}

function damaged(path: string, offset: number): AppError {
  return new AppError("LOG_CORRUPT", `the agent's journal ${path} is damaged at byte ${offset}`, {
    hint: `move ${path} away and restart quorate-agent: steps are then probed anew; tell the disk's owner`,
  });
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function trouble(path: string, cause: unknown): AppError {
  return fileTrouble("write the agent's journal", path, cause);
}
