import type { ReceivedCommand } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import type { AgentMessage, CoordinatorMessage } from "@quorate/shared/session-message";
import type { Connect, Connection, ConnectionEvents } from "../../packages/agent/src/session/connection.ts";

/** A coordinator that says what the test has it say. Streams are numbered from 1. */
export class ScriptedPeer {
  readonly heard: AgentMessage[][] = [];
  /** False: takes one message and then wants a pause, as a full socket does. */
  keepsUp = true;
  #events: ConnectionEvents | undefined;

  readonly connect: Connect = (events) => {
    const mine: AgentMessage[] = [];
    this.heard.push(mine);
    this.#events = events;
    let open = true;
    const connection: Connection = {
      send: (message) => {
        if (open) mine.push(message);
        return this.keepsUp;
      },
      close: () => {
        if (!open) return;
        open = false;
        events.closed(new AppError("COORDINATOR_UNREACHABLE", "closed here"));
      },
    };
    this.#drop = () => {
      if (!open) return;
      open = false;
      events.closed(new AppError("COORDINATOR_UNREACHABLE", "connection reset"));
    };
    return connection;
  };

  #drop: () => void = () => undefined;

  /** What was said on the newest stream. */
  get now(): readonly AgentMessage[] {
    return this.heard.at(-1) ?? [];
  }

  get streams(): number {
    return this.heard.length;
  }

  say(message: CoordinatorMessage<ReceivedCommand>): void {
    this.#events?.message(message);
  }

  welcome(epoch = 3n, heartbeatIntervalMs = 1_000, instance = ""): void {
    this.say({ type: "welcome", welcome: { epoch, instance, cluster: "prod", heartbeatIntervalMs } });
  }

  drained(): void {
    this.keepsUp = true;
    this.#events?.drained();
  }

  drop(): void {
    this.#drop();
  }
}
