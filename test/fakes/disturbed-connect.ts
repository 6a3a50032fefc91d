import type { Connect, Connection, ConnectionEvents } from "../../packages/agent/src/session/connection.ts";

type Heard = Parameters<ConnectionEvents["message"]>[0];
type Said = Parameters<Connection["send"]>[0];

/** What becomes of one message. lost: it and all after it are gone with the stream, as when a wire breaks under it. */
export type Fate = "passes" | "comes twice" | "comes late" | "is lost";

/**
 * TLS lets nobody repeat, reorder or drop what is inside a stream; what can happen is that a stream breaks and a peer says
 * something again on the next. This says it again on the same stream, and later than what was said after it.
 */
export function disturbed(
  connect: Connect,
  fateOf: (direction: "up" | "down", message: Said | Heard) => Fate,
  lateMs: number,
): Connect {
  return (events) => {
    let broken = false;
    const deliver = (direction: "up" | "down", message: Said | Heard, pass: () => void): void => {
      if (broken) return;
      const fate = fateOf(direction, message);
      if (fate === "comes late") {
        setTimeout(() => !broken && pass(), lateMs);
        return;
      }
      if (fate === "is lost") {
        broken = true;
        setImmediate(() => connection.close());
        return;
      }
      pass();
      if (fate === "comes twice") pass();
    };
    const connection = connect({
      ...{ drained: () => events.drained(), closed: (reason) => events.closed(reason) },
      message: (message) => deliver("down", message, () => events.message(message)),
    });
    return {
      send: (message) => {
        let roomLeft = true;
        deliver("up", message, () => {
          roomLeft = connection.send(message);
        });
        return roomLeft;
      },
      close: () => connection.close(),
    };
  };
}
