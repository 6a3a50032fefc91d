import { chmodSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { adminServerOptions } from "@quorate/shared/wire/channel-options";
import { wire } from "@quorate/shared/wire/load";
import { type AdminPorts, adminHandlers } from "./admin-calls.ts";
import { grpcHost } from "./grpc-host.ts";
import { startListening, stopListening } from "./socket-listening.ts";

export interface AdminListener {
  stop(graceMs: number): Promise<void>;
}

/**
 * gRPC on a unix socket, without TLS: the kernel lets only the owner open it (mode 0600, in a directory of mode 0700),
 * and a key would lie beside it under the same permissions.
 */
export async function openAdminListener(socketPath: string, ports: AdminPorts): Promise<AdminListener> {
  const grpc = grpcHost(wire().AdminService.service, adminHandlers(ports), adminServerOptions);
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    grpc.inject(socket);
  });
  // Whoever holds the state directory's lock owns the socket; one that is there was left by a process that died.
  rmSync(socketPath, { force: true });
  await startListening(server, { path: socketPath }, socketPath);
  chmodSync(socketPath, 0o600);
  return {
    stop: async (graceMs) => {
      const closed = stopListening(server);
      await grpc.stop(graceMs);
      await closed;
    },
  };
}
