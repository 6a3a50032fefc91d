import { join } from "node:path";
import type { LeasedStep } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import { type LeaseId, leaseKey } from "@quorate/shared/lease";
import { JournalFile } from "./journal-file.ts";
import { type AttemptResult, decodeRecord, encodeRecord, type JournalRecord } from "./journal-record.ts";

export interface Attempt {
  readonly lease: LeaseId;
  /** Of barrier steps only. */
  readonly step?: LeasedStep;
  /** Absent: it was started and its end is not known. */
  readonly result?: AttemptResult;
}

const defaultCompactAtBytes = 1_048_576;
/** Attempts of older runs are forgotten when the journal is rewritten: no coordinator repeats them any more. */
const runsKept = 3;

export function journalPath(stateDir: string): string {
  return join(stateDir, "attempts.journal");
}

/**
 * What this agent was told and did. Written before a step starts and after it ends, so that a repeated attempt is answered
 * and not run again, whoever died in between.
 */
export class Journal {
  readonly #file: JournalFile;
  /** In the order of their first record. */
  readonly #attempts = new Map<string, Attempt>();
  readonly #leastSize: number;
  #compactAt: number;
  #epoch = 0n;
  /** Whose that epoch is; empty when it is not known. */
  #instance = "";

  private constructor(file: JournalFile, compactAtBytes: number) {
    this.#file = file;
    this.#leastSize = compactAtBytes;
    this.#compactAt = compactAtBytes;
  }

  /** Rejects LOG_CORRUPT when what is there cannot be trusted. */
  static async open(stateDir: string, compactAtBytes: number = defaultCompactAtBytes): Promise<Journal> {
    const path = journalPath(stateDir);
    const { file, records } = await JournalFile.open(path);
    const journal = new Journal(file, compactAtBytes);
    try {
      for (const raw of records) journal.#apply(readRecord(path, raw));
    } catch (error) {
      await file.close();
      throw error;
    }
    return journal;
  }

  /** The highest epoch obeyed. */
  get epoch(): bigint {
    return this.#epoch;
  }

  /**
   * Raises the highest epoch, durably; rejects STALE_EPOCH when a higher one was obeyed before, or the same one of another
   * start of the coordinator.
   */
  async obey(epoch: bigint, instance = ""): Promise<void> {
    this.refuseStale(epoch, instance);
    const known = epoch === this.#epoch && (instance === "" || instance === this.#instance);
    if (!known) await this.#write({ type: "epoch", epoch, ...(instance === "" ? {} : { instance }) });
  }

  refuseStale(epoch: bigint, instance = ""): void {
    const other = epoch === this.#epoch && instance !== "" && this.#instance !== "" && instance !== this.#instance;
    if (other) {
      throw new AppError(
        "STALE_EPOCH",
        `another coordinator spoke for epoch ${epoch} before: this one runs on a copy of its state`,
      );
    }
    if (epoch >= this.#epoch) return;
    throw new AppError(
      "STALE_EPOCH",
      `the coordinator speaks for epoch ${epoch}, and epoch ${this.#epoch} was obeyed before`,
    );
  }

  find(lease: LeaseId): Attempt | undefined {
    return this.#attempts.get(leaseKey(lease));
  }

  /** Durable before the step may begin. When it rejects, nothing was started. */
  async start(lease: LeaseId, step: LeasedStep): Promise<void> {
    try {
      await this.#write({ type: "started", lease, ...(step.barrier ? { step } : {}) });
    } catch (error) {
      this.#attempts.delete(leaseKey(lease));
      throw error;
    }
  }

  async finish(lease: LeaseId, result: AttemptResult): Promise<void> {
    await this.#write({ type: "finished", lease, result });
    if (this.#file.size > this.#compactAt) await this.#compact();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Memory first: a rewrite that comes in between then holds the record too. */
  async #write(record: JournalRecord): Promise<void> {
    this.#apply(record);
    await this.#file.append(encodeRecord(record));
  }

  #apply(record: JournalRecord): void {
    const epoch = record.type === "epoch" ? record.epoch : record.lease.epoch;
    const instance = record.type === "epoch" ? (record.instance ?? "") : "";
    if (epoch > this.#epoch || (epoch === this.#epoch && instance !== "")) this.#instance = instance;
    if (epoch > this.#epoch) this.#epoch = epoch;
    if (record.type === "epoch") return;
    const key = leaseKey(record.lease);
    const { type: _type, ...news } = record;
    this.#attempts.set(key, record.type === "started" ? news : { ...this.#attempts.get(key), ...news });
  }

  async #compact(): Promise<void> {
    const runs = [...new Set([...this.#attempts.values()].map(({ lease }) => lease.run))].slice(-runsKept);
    for (const [key, { lease }] of this.#attempts) if (!runs.includes(lease.run)) this.#attempts.delete(key);
    await this.#file.rewrite(() => [
      encodeRecord({
        type: "epoch",
        epoch: this.#epoch,
        ...(this.#instance === "" ? {} : { instance: this.#instance }),
      }),
      ...[...this.#attempts.values()].flatMap(recordsOf),
    ]);
    // What is still needed may be large; rewriting it at every record would help nobody.
    this.#compactAt = Math.max(this.#leastSize, 2 * this.#file.size);
  }
}

function recordsOf({ lease, step, result }: Attempt): readonly object[] {
  const started = encodeRecord({ type: "started", lease, ...(step ? { step } : {}) });
  return result ? [started, encodeRecord({ type: "finished", lease, result })] : [started];
}

function readRecord(path: string, raw: unknown): JournalRecord {
  try {
    return decodeRecord(raw);
  } catch (error) {
    throw unknownRecord(path, error);
  }
}

function unknownRecord(path: string, cause: unknown): AppError {
  return new AppError("LOG_CORRUPT", `the agent's journal ${path} holds a record that this version does not know`, {
    cause,
    hint: `was it written by a newer agent? move ${path} away and restart quorate-agent: steps are then probed anew`,
  });
}
