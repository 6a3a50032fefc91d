import type { ServerOptions, ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { type GrpcHost, grpcHost } from "./grpc-host.ts";
import { openTlsDoor, type ServerIdentity, type TlsDoorSettings } from "./tls-door.ts";

export type TlsListenerSettings = Omit<TlsDoorSettings, "admitted">;

/** One gRPC service behind a TLS door. */
export interface TlsListener {
  readonly port: number;
  /** New connections are shown this identity; open ones keep theirs. */
  renew(identity: ServerIdentity): void;
  /** Ends one connection, by what grpc-js calls its peer. */
  drop(peer: string): void;
  /** Lets calls end for `graceMs`, then ends them and every connection. */
  stop(graceMs: number): Promise<void>;
}

export async function openTlsListener(
  settings: TlsListenerSettings,
  service: ServiceDefinition,
  handlers: (listener: Pick<TlsListener, "drop">) => UntypedServiceImplementation,
  options: ServerOptions,
): Promise<TlsListener> {
  const drop = (peer: string): void => door.drop(peer);
  const grpc: GrpcHost = grpcHost(service, handlers({ drop }), options);
  const door = await openTlsDoor({ ...settings, admitted: (socket) => grpc.inject(socket) });
  return {
    port: door.port,
    renew: (identity) => door.renew(identity),
    drop,
    stop: async (graceMs) => {
      const closed = door.close();
      await grpc.stop(graceMs);
      door.dropAll();
      await closed;
    },
  };
}
