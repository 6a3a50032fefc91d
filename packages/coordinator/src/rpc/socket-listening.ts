import { once } from "node:events";
import type { ListenOptions, Server } from "node:net";
import { AppError } from "@quorate/shared/errors";

/** Starts listening; resolves with the port, 0 for a unix socket. Rejects PORT_TAKEN or UNSUPPORTED. */
export async function startListening(server: Server, where: ListenOptions, name: string): Promise<number> {
  try {
    server.listen(where);
    await once(server, "listening");
  } catch (cause) {
    throw listenFailure(name, cause);
  }
  const bound = server.address();
  return typeof bound === "object" && bound ? bound.port : 0;
}

/** Takes no new connections; resolves when the open ones are gone. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function listenFailure(name: string, cause: unknown): AppError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EADDRINUSE") {
    return new AppError("PORT_TAKEN", `${name} is taken by another process`, {
      cause,
      hint: `see who holds it (ss -lptn), or let the coordinator listen elsewhere`,
    });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError("UNSUPPORTED", `cannot listen on ${name}: ${why}`, { cause });
}
