import { constants } from "node:crypto";
import { createServer as createTcpServer, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import type { Logger } from "@quorate/shared/log";
import type { Secret } from "@quorate/shared/secret";
import { ConnectionCap, type ConnectionLimits } from "./connection-cap.ts";
import { formatAddress, type ListenAddress } from "./listen-address.ts";
import { startListening, stopListening } from "./socket-listening.ts";

export interface ServerIdentity {
  readonly keyPem: Secret<string>;
  /** Leaf first, then the CA, so that a caller who knows only the CA's hash can find it. */
  readonly chainPem: string;
  readonly caPem: string;
}

export interface TlsDoorSettings {
  readonly name: string;
  readonly address: ListenAddress;
  readonly identity: ServerIdentity;
  /** required: a peer without a certificate of this CA never reaches a handler. */
  readonly clientCertificate: "required" | "none";
  readonly limits: ConnectionLimits;
  readonly logger: Logger;
  /** Gets each connection whose handshake is done. */
  readonly admitted: (socket: TLSSocket) => void;
}

/** A TLS 1.3 listener that counts connections and ends those that are slow to speak before anything of gRPC is involved. */
export interface TlsDoor {
  readonly port: number;
  /** New connections are shown this identity; open ones keep theirs. */
  renew(identity: ServerIdentity): void;
  /** Ends the connection of one peer, "ADDRESS:PORT". */
  drop(peer: string): void;
  dropAll(): void;
  /** Takes no new connections; resolves when the open ones are gone. */
  close(): Promise<void>;
}

/**
 * From the accepted TCP connection to the end of the client's HTTP/2 preface, in all: Node's own limit on a handshake
 * starts anew with each byte, and nothing ends a connection that never speaks HTTP/2.
 */
const greetingMs = 5_000;
/** RFC 9113, 3.4. */
const prefaceBytes = 24;

export async function openTlsDoor(settings: TlsDoorSettings): Promise<TlsDoor> {
  const { address, limits, logger, name } = settings;
  const cap = new ConnectionCap(limits);
  const open = new OpenConnections();
  const tls = tlsServer(settings);
  tls.on("secureConnection", (socket) => {
    open.secured(socket);
    socket.on("error", (error) => logger.debug({ error, listener: name }, "connection broke"));
    settings.admitted(socket);
  });
  tls.on("tlsClientError", (error, socket) => {
    logger.debug({ error, listener: name, from: socket.remoteAddress }, "handshake refused");
    open.drop(peerOf(socket));
    socket.destroy();
  });
  const tcp = createTcpServer({ noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    if (!cap.admit(socket)) {
      logger.warn({ listener: name, from: socket.remoteAddress }, "too many connections, one refused");
      socket.destroy();
      return;
    }
    open.accepted(socket);
    tls.emit("connection", socket);
  });
  const port = await startListening(tcp, address, formatAddress(address));
  return {
    port,
    renew: (identity) => tls.setSecureContext(context(identity)),
    drop: (peer) => open.drop(peer),
    dropAll: () => open.dropAll(),
    close: () => stopListening(tcp),
  };
}

function tlsServer({ identity, clientCertificate }: TlsDoorSettings): ReturnType<typeof createTlsServer> {
  const wanted = clientCertificate === "required";
  return createTlsServer({
    ...context(identity),
    requestCert: wanted,
    rejectUnauthorized: wanted,
    ALPNProtocols: ["h2"],
  });
}

function context({ keyPem, chainPem, caPem }: ServerIdentity) {
  return {
    key: keyPem.reveal(),
    cert: chainPem,
    ca: caPem,
    minVersion: "TLSv1.3",
    // A resumed session would carry a verdict about a certificate that has expired or been replaced since.
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
}

interface OpenConnection {
  readonly socket: Socket;
  readonly timer: NodeJS.Timeout;
  secured?: TLSSocket;
}

/** By peer: a raw socket and the TLS socket over it have nothing else in common that is public. */
class OpenConnections {
  readonly #open = new Map<string, OpenConnection>();

  accepted(socket: Socket): void {
    const peer = peerOf(socket);
    const timer = setTimeout(() => this.#greeted(peer), greetingMs);
    this.#open.set(peer, { socket, timer });
    socket.once("close", () => {
      clearTimeout(timer);
      this.#open.delete(peer);
    });
  }

  secured(socket: TLSSocket): void {
    const connection = this.#open.get(peerOf(socket));
    if (connection) connection.secured = socket;
  }

  drop(peer: string): void {
    this.#open.get(peer)?.socket.destroy();
  }

  dropAll(): void {
    for (const { socket } of [...this.#open.values()]) socket.destroy();
  }

  /** The bytes that were decrypted: whoever said this much is grpc-js's to watch. */
  #greeted(peer: string): void {
    const connection = this.#open.get(peer);
    if (!connection || (connection.secured?.bytesRead ?? 0) >= prefaceBytes) return;
    connection.socket.destroy();
  }
}

/** As grpc-js writes it. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}:${remotePort}`;
}
