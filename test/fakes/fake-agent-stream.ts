import type { AppError } from "@quorate/shared/errors";
import type { AgentStream, OutgoingMessage } from "../../packages/coordinator/src/fleet/agent-stream.ts";

/** A stream whose reader can be stopped. */
export class FakeAgentStream implements AgentStream {
  readonly address: string;
  readonly spkiSha256: string;
  readonly written: OutgoingMessage[] = [];
  /** False: the reader took its last message for now. */
  reads = true;
  /** Bytes that every message counts. */
  messageBytes = 100;
  ended = false;
  error: AppError | undefined;
  #drained: () => void = () => undefined;

  constructor(address = "10.0.0.1", spkiSha256 = "k1") {
    this.address = address;
    this.spkiSha256 = spkiSha256;
  }

  write(message: OutgoingMessage): boolean {
    if (!this.ended) this.written.push(message);
    return this.reads;
  }

  sizeOf(): number {
    return this.messageBytes;
  }

  onDrained(listener: () => void): void {
    this.#drained = listener;
  }

  end(error?: AppError): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
  }

  /** The reader catches up. */
  drain(): void {
    this.reads = true;
    this.#drained();
  }

  types(): readonly string[] {
    return this.written.map(({ type }) => type);
  }
}
