import type { ReceivedCommand } from "@quorate/shared/command";
import type { AppError } from "@quorate/shared/errors";
import type { AgentMessage, CoordinatorMessage } from "@quorate/shared/session-message";

/** One stream to the coordinator, already being opened. */
export interface Connection {
  /** False: it was taken, but the peer does not keep up; go on when `drained` is called. */
  send(message: AgentMessage): boolean;
  /** Safe to call twice. */
  close(): void;
}

/** Called by the connection. `closed` comes once and last. */
export interface ConnectionEvents {
  message(message: CoordinatorMessage<ReceivedCommand>): void;
  drained(): void;
  closed(reason: AppError): void;
}

/** Never throws: a stream that cannot be opened is a stream that closes. */
export type Connect = (events: ConnectionEvents) => Connection;
