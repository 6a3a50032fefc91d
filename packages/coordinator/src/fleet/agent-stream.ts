import type { Command } from "@quorate/shared/command";
import type { AppError } from "@quorate/shared/errors";
import type { CoordinatorMessage } from "@quorate/shared/session-message";

export type OutgoingMessage = CoordinatorMessage<Command>;

/** One stream to one agent, as the transport offers it. */
export interface AgentStream {
  /** IP address of the peer, for messages. */
  readonly address: string;
  /** Of the key in the peer's verified certificate, hexadecimal. */
  readonly spkiSha256: string;
  /** False: the peer reads too slowly; the next write has to wait for `drained`. */
  write(message: OutgoingMessage): boolean;
  /** Size on the wire, bytes. */
  sizeOf(message: OutgoingMessage): number;
  onDrained(listener: () => void): void;
  /** Ends the stream: with a status that says why, or well. */
  end(error?: AppError): void;
}
