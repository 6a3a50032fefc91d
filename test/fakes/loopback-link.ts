import { connect, createServer, type Server, type Socket } from "node:net";

/** A wire between agent and coordinator that can be cut and laid elsewhere. */
export class LoopbackLink {
  readonly address: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: number | undefined;

  private constructor(server: Server, port: number, target: number) {
    this.#server = server;
    this.#target = target;
    this.address = `127.0.0.1:${port}`;
  }

  static async to(target: number): Promise<LoopbackLink> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error("no port");
    const link = new LoopbackLink(server, bound.port, target);
    server.on("connection", (socket) => link.#join(socket));
    return link;
  }

  /** Resets every connection and refuses new ones. */
  cut(): void {
    this.#target = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  layTo(target: number): void {
    this.#target = target;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(near: Socket): void {
    if (this.#target === undefined) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
