import { connect, createServer, type Server, type Socket } from "node:net";

/** up: from the agent to the coordinator. */
export type Direction = "up" | "down";

/** A wire between agent and coordinator that can be cut, held up, made deaf and laid elsewhere. */
export class LoopbackLink {
  readonly address: string;
  /** Ends of connections that one of the two has closed. */
  readonly closed: Record<Direction, number> = { up: 0, down: 0 };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #lost = new Set<Direction>();
  #joined = 0;
  #held = false;
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

  /** Connections that went through so far. */
  get joined(): number {
    return this.#joined;
  }

  /** Resets every connection and refuses new ones. */
  cut(): void {
    this.#target = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  layTo(target: number): void {
    this.#target = target;
  }

  /** As while a cable is out: nothing passes and nobody is told; what was said passes after `release`. */
  hold(): void {
    this.#held = true;
    for (const socket of this.#sockets) socket.pause();
  }

  release(): void {
    this.#held = false;
    for (const socket of this.#sockets) socket.resume();
  }

  /** From now on nothing passes in these directions, and neither end is told. */
  lose(...directions: readonly Direction[]): void {
    for (const direction of directions) this.#lost.add(direction);
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
    this.#joined += 1;
    const far = connect(this.#target, "127.0.0.1");
    this.#forward(near, far, "up");
    this.#forward(far, near, "down");
  }

  /** A lost direction loses the word that its end has closed, too. */
  #forward(socket: Socket, other: Socket, direction: Direction): void {
    this.#sockets.add(socket);
    if (this.#held) socket.pause();
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => !this.#lost.has(direction) && other.write(bytes));
    socket.on("close", () => {
      this.closed[direction] += 1;
      this.#sockets.delete(socket);
      if (!this.#lost.has(direction)) other.destroy();
    });
  }
}
