import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { type ChainEnd, emptyChain } from "./event-chain.ts";
import { syncDirectory } from "./whole-file.ts";

const width = 96;

/**
 * The last end of the log that was acknowledged, in a file of its own and of fixed size. Written after each commit without
 * fsync: it may be behind the log after a power cut, never before it, so it costs microseconds and still shows every loss.
 */
export class AcknowledgedEnd {
  readonly #descriptor: number;
  /** Undefined when the file was not there: a log restored by itself is taken as it is. */
  readonly found: ChainEnd | undefined;

  constructor(file: string) {
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      this.found = this.#read(file);
      if (this.found) return;
      this.write(emptyChain);
      fsyncSync(this.#descriptor);
      syncDirectory(dirname(file));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  write({ seq, sum }: ChainEnd): void {
    writeSync(this.#descriptor, `${seq} ${sum}`.padEnd(width - 1).concat("\n"), 0);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #read(file: string): ChainEnd | undefined {
    if (fstatSync(this.#descriptor).size === 0) return undefined;
    const bytes = Buffer.alloc(width);
    readSync(this.#descriptor, bytes, 0, width, 0);
    const [, seq, sum] = /^(0|[1-9][0-9]{0,15}) ([0-9a-f]{64}|) *\n$/.exec(bytes.toString("latin1")) ?? [];
    if (seq !== undefined && sum !== undefined) return { seq: Number(seq), sum };
    throw new AppError("LOG_CORRUPT", `${file} is damaged: it does not say which event was acknowledged last`, {
      hint: `remove ${file} to take the log as it is; events at its end may then be lost unseen`,
    });
  }
}
