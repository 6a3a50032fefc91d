import { chmodSync, chownSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { adminServerOptions } from "@quorate/shared/wire/channel-options";
import { wire } from "@quorate/shared/wire/load";
import { fileAccessFailed } from "../journal/file-access.ts";
import { type AdminPorts, adminHandlers } from "./admin-calls.ts";
import { type AdminRole, handlersFor } from "./admin-role.ts";
import { grpcHost } from "./grpc-host.ts";
import { startListening, stopListening } from "./socket-listening.ts";

export interface AdminListener {
  stop(graceMs: number): Promise<void>;
}

export interface AdminSocket {
  readonly path: string;
  readonly role: AdminRole;
  /**
   * The number of the group whose members may open it; without one only the owner may. "of the folder": the socket is born
   * with the group of its folder, which has the set-group-ID bit. That needs no right to give files away, and no group
   * that this process knows, as in the user namespace of a service.
   */
  readonly group?: number | "of the folder";
}

/** Commands of people and scripts; each holds one connection. */
const mostConnections = 64;

/**
 * gRPC on a unix socket, without TLS: the kernel lets only the owner or the group open it, and a key would lie beside it
 * under the same permissions.
 */
export async function openAdminListener(socket: AdminSocket, ports: AdminPorts): Promise<AdminListener> {
  const handlers = handlersFor(socket.role, adminHandlers(ports));
  const grpc = grpcHost(wire().AdminService.service, handlers, adminServerOptions);
  const server = createServer((connection) => {
    connection.on("error", () => connection.destroy());
    grpc.inject(connection);
  });
  server.maxConnections = mostConnections;
  // Whoever holds the state directory's lock owns the socket; one that is there was left by a process that died.
  rmSync(socket.path, { force: true });
  await listenClosed(server, socket.path);
  try {
    admit(socket);
  } catch (cause) {
    server.close();
    throw fileAccessFailed(`the socket ${socket.path} cannot be given to the group ${socket.group}`, cause);
  }
  return {
    stop: async (graceMs) => {
      const closed = stopListening(server);
      await grpc.stop(graceMs);
      await closed;
    },
  };
}

/** Nobody may open it before its group and mode are set: the file appears in the moment in which `listen` is called. */
async function listenClosed(server: Server, path: string): Promise<void> {
  const before = process.umask(0o777);
  let listening: Promise<number>;
  try {
    listening = startListening(server, { path }, path);
  } finally {
    process.umask(before);
  }
  await listening;
}

/** A user may give a file to the groups it is a member of. */
function admit({ path, group }: AdminSocket): void {
  if (group === "of the folder") refuseOtherGroup(path);
  else if (group !== undefined) chownSync(path, process.getuid?.() ?? -1, group);
  chmodSync(path, group === undefined ? 0o600 : 0o660);
}

/** A file system that does not inherit would leave the socket to our own group. */
function refuseOtherGroup(path: string): void {
  const [socket, folder] = [path, dirname(path)].map((each) => statSync(each).gid);
  if (socket !== folder) throw new Error(`it was born with group ${socket}, its folder has ${folder}`);
}
