import { AppError } from "@quorate/shared/errors";
import { controlClientOptions } from "@quorate/shared/wire/channel-options";
import { encodeAgentMessage } from "@quorate/shared/wire/codec-agent-message";
import { decodeCoordinatorMessage } from "@quorate/shared/wire/codec-coordinator-message";
import { wire } from "@quorate/shared/wire/load";
import { fromStatus } from "@quorate/shared/wire/status";
import type { Identity } from "../config/identity.ts";
import type { Connect, Connection, ConnectionEvents } from "./connection.ts";
import { demandNames, demandUri, pinnedCredentials } from "./server-identity.ts";

type Stream = ReturnType<InstanceType<ReturnType<typeof wire>["ControlService"]>["Connect"]>;

/**
 * Streams over mutual TLS, each with the identity that the agent has at that moment. Each has a channel of its own, which
 * ends with it: no reconnecting behind the session's back.
 */
export function controlConnect(identity: () => Identity): Connect {
  const { ControlService } = wire();
  return (events) => {
    const own = identity();
    const { controlAddress, coordinatorUri } = own;
    const { verify, channel } = demandNames(controlAddress, demandUri(coordinatorUri));
    const client = new ControlService(controlAddress, pinnedCredentials(own, verify), {
      ...controlClientOptions,
      ...channel,
    });
    return openStream(client.Connect(), () => client.close(), events);
  };
}

function openStream(stream: Stream, release: () => void, events: ConnectionEvents): Connection {
  let open = true;
  const end = (reason: AppError): void => {
    if (!open) return;
    open = false;
    release();
    events.closed(reason);
  };
  // Attached at once: a stream that nobody reads has no flow control (grpc-js queues without limit).
  stream.on("data", (raw: Parameters<typeof decodeCoordinatorMessage>[0]) => {
    if (!open) return;
    try {
      events.message(decodeCoordinatorMessage(raw));
    } catch (error) {
      stream.cancel();
      end(AppError.from(error));
    }
  });
  stream.on("drain", () => open && events.drained());
  stream.on("error", (error) => end(fromStatus(error)));
  stream.on("end", () => end(new AppError("COORDINATOR_UNREACHABLE", "the coordinator closed the stream")));
  return {
    send: (message) => open && stream.write(encodeAgentMessage(message)),
    close: () => {
      stream.cancel();
      end(new AppError("COORDINATOR_UNREACHABLE", "the stream was closed here"));
    },
  };
}
