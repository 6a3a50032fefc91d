import type { Duplex } from "node:stream";
import {
  Server,
  ServerCredentials,
  type ServerOptions,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

/** gRPC over connections that somebody else accepted and checked. */
export interface GrpcHost {
  inject(connection: Duplex): void;
  /** Lets calls end for `graceMs`, then ends them. */
  stop(graceMs: number): Promise<void>;
}

export function grpcHost(
  service: ServiceDefinition,
  handlers: UntypedServiceImplementation,
  options: ServerOptions,
): GrpcHost {
  const server = new Server(options);
  server.addService(service, handlers);
  // grpc-js calls a connection insecure that it does not encrypt itself. Two things reach it: TLS sockets from
  // `openTlsDoor`, whose handshake is done, and the admin socket, whose mode 0600 lets nobody but its owner in (ADR 4).
  // Its own TLS server has no limit on the time of a handshake and none on the number of connections.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const open = new Set<Duplex>();
  return {
    inject: (connection) => {
      open.add(connection);
      connection.once("close", () => open.delete(connection));
      injector.injectConnection(connection);
    },
    stop: async (graceMs) => {
      // Its callback comes before the last words of open calls are written, so the connections themselves are waited for.
      server.tryShutdown(() => undefined);
      await allClosed(open, graceMs);
      server.forceShutdown();
      for (const connection of open) connection.destroy();
    },
  };
}

/** Resolves when all have closed, or after `limitMs`. */
function allClosed(open: ReadonlySet<Duplex>, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (open.size === 0) return resolve();
    const limit = setTimeout(resolve, limitMs);
    const left = (): void => {
      if (open.size > 0) return;
      clearTimeout(limit);
      resolve();
    };
    // Registered after the set's own listener, so it sees the set without the one that closes.
    for (const connection of open) connection.once("close", left);
  });
}
