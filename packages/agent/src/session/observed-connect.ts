import type { Connect } from "./connection.ts";

/** Calls `sign` whenever a connection is tried and a message arrives: one of them happens all the time while the stream is kept. */
export function observedConnect(connect: Connect, sign: () => void): Connect {
  return (events) => {
    sign();
    return connect({
      message: (message) => {
        sign();
        events.message(message);
      },
      drained: () => events.drained(),
      closed: (reason) => events.closed(reason),
    });
  };
}
