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
  return {
    inject: (connection) => injector.injectConnection(connection),
    stop: (graceMs) =>
      new Promise((resolve) => {
        const hurry = setTimeout(() => server.forceShutdown(), graceMs);
        server.tryShutdown(() => {
          clearTimeout(hurry);
          server.forceShutdown();
          resolve();
        });
      }),
  };
}
