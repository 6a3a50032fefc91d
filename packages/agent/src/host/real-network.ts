import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, isIPv6, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { AppError } from "@quorate/shared/errors";
import { download, save } from "./download.ts";
import { isErrno } from "./file-trouble.ts";
import type { CloseSocket, DialOptions, DialResult, HostNetwork, InterfaceAddress } from "./host.ts";

export const realNetwork: HostNetwork = { addresses, dial, listen, sendDatagram, joinGroup, download, save };

function addresses(): readonly InterfaceAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, list]) =>
    (list ?? []).map((entry) => ({
      interface: name,
      address: entry.address,
      prefix: Number(entry.cidr?.split("/")[1] ?? (entry.family === "IPv6" ? 128 : 32)),
      mac: entry.mac,
    })),
  );
}

function dial(address: string, port: number, options: DialOptions): Promise<DialResult> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    if (signal?.aborted) return reject(signal.reason);
    const started = performance.now();
    const socket = connect({ host: address, port });
    const settle = (finish: (connectMs: number) => void) => {
      clearTimeout(limit);
      signal?.removeEventListener("abort", abort);
      // A greeting is still on its way; a handshake that never ended has nothing to send.
      if (socket.connecting) socket.destroy();
      else socket.destroySoon();
      finish(performance.now() - started);
    };
    const abort = () => settle(() => reject(signal?.reason));
    const limit = setTimeout(() => {
      const detail = `no answer within ${options.timeoutMs} ms`;
      settle((connectMs) => resolve({ reached: false, connectMs, problem: "timed out", detail }));
    }, options.timeoutMs);
    signal?.addEventListener("abort", abort, { once: true });
    socket.once("connect", () => {
      if (options.greeting !== undefined) socket.write(`${options.greeting}\n`);
      settle((connectMs) => resolve({ reached: true, connectMs }));
    });
    socket.once("error", (error) =>
      settle((connectMs) =>
        resolve({ reached: false, connectMs, problem: problemOf(error), detail: error.message.slice(0, 200) }),
      ),
    );
  });
}

function problemOf(error: Error): "refused" | "timed out" | "unreachable" | "failed" {
  if (isErrno(error, "ECONNREFUSED")) return "refused";
  if (isErrno(error, "ETIMEDOUT")) return "timed out";
  // EACCES and EPERM are how a reject rule of a local or remote firewall shows.
  if (isErrno(error, "EHOSTUNREACH", "ENETUNREACH", "EACCES", "EPERM")) return "unreachable";
  return "failed";
}

async function listen(address: string, port: number, onCall?: (greeting: string) => void): Promise<CloseSocket> {
  const server = createServer((socket) => hearGreeting(socket, onCall));
  server.listen({ host: address, port });
  try {
    await once(server, "listening");
  } catch (error) {
    throw socketTrouble(`cannot listen on ${address} port ${port}`, error);
  }
  return async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    await closed;
  };
}

/** At most one line of a caller; whoever sends none within the limit has said nothing. */
function hearGreeting(socket: Socket, onCall: ((greeting: string) => void) | undefined): void {
  let said = "";
  socket.setTimeout(greetingMs, () => socket.destroy());
  socket.on("data", (chunk) => {
    said += chunk.toString("latin1");
    if (said.includes("\n") || said.length > greetingBytes) socket.destroy();
  });
  socket.on("end", () => socket.destroy());
  // The caller may hang up first; that is no trouble of ours.
  socket.on("error", () => socket.destroy());
  socket.once("close", () => onCall?.(said.split("\n")[0] ?? ""));
}

const greetingMs = 500;
const greetingBytes = 128;

async function sendDatagram(address: string, port: number): Promise<void> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  try {
    await new Promise<void>((resolve) => socket.send(Buffer.alloc(0), port, address, () => resolve()));
  } finally {
    socket.close();
  }
}

async function joinGroup(group: string, interfaceAddress: string): Promise<CloseSocket> {
  const socket = createSocket({ type: isIPv6(group) ? "udp6" : "udp4", reuseAddr: true });
  try {
    socket.bind(0);
    await once(socket, "listening");
    socket.addMembership(group, interfaceAddress);
  } catch (error) {
    socket.close();
    throw socketTrouble(`cannot join ${group} on ${interfaceAddress}`, error);
  }
  return closeOnce(socket);
}

function closeOnce(socket: DatagramSocket): CloseSocket {
  let closed = false;
  return async () => {
    if (closed) return;
    closed = true;
    await new Promise<void>((resolve) => socket.close(resolve));
  };
}

function socketTrouble(what: string, cause: unknown): AppError {
  if (isErrno(cause, "EADDRINUSE")) return new AppError("PORT_TAKEN", `${what}: it is in use`, { cause });
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError("STEP_COMMAND_FAILED", `${what}: ${why}`, { cause });
}
