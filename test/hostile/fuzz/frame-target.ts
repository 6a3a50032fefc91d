import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { join } from "node:path";
import { type ConnectionOptions, connect as connectTls, createSecureContext } from "node:tls";
import { gzipSync } from "node:zlib";
import { openAuthorityStore } from "../../../packages/coordinator/src/pki/authority-store.ts";
import { RealAgent } from "../../integration/real-agent.ts";
import { RealCoordinator } from "../../integration/real-coordinator.ts";
import type { Dice } from "./dice.ts";
import { messages, randomMessage } from "./random-message.ts";
import type { FuzzTarget } from "./target.ts";

const paths = {
  control: "/quorate.v1.ControlService/Connect",
  enrol: "/quorate.v1.EnrolService/Enrol",
} as const;
type Port = keyof typeof paths;
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const bomb = gzipSync(Buffer.alloc(50_000_000));
/** 3 s, in turns of the event loop: a process that was itself held up, as by its own bomb on a busy machine, blames nobody. */
const patience = { turns: 30, everyMs: 100 } as const;

/** A whole coordinator on loopback, and peers that speak HTTP/2 and gRPC as nobody should, an enrolled agent among them. */
export async function frameTarget(): Promise<FuzzTarget> {
  const limits = { total: 200, perAddress: 200 };
  const real = await RealCoordinator.start({ enrolLimits: limits, controlLimits: limits });
  const agent = await RealAgent.enrolled(real, "m1");
  const ca = (await openAuthorityStore(join(real.stateDir, "ca")).get("fleet")).certificatePem;
  const { keyPem: key, certPem: cert } = await agent.identity();
  // One for all: each is a hundred KiB of memory that nobody sees, and this is about the coordinator's.
  const tls = { host: "127.0.0.1", secureContext: createSecureContext({ ca, key, cert }) };
  const peer = new Peer(tls, { control: real.running.controlPort, enrol: real.enrolPort });
  let cases = 0;
  return {
    name: "frames",
    share: 20_000,
    async run(dice: Dice) {
      await (dice.oneIn(4) ? peer.sendBytes(dice) : peer.sendCall(dice));
      cases += 1;
      // It must still serve others.
      if (cases % 100 === 0 && (await real.client.status()).hosts.length !== 1)
        throw new Error("the coordinator is confused");
    },
    close: async () => {
      peer.close();
      await agent.remove();
      await real.remove();
    },
  };
}

class Peer {
  readonly #tls: ConnectionOptions;
  readonly #ports: Readonly<Record<Port, number>>;
  readonly #sessions = new Map<Port, ClientHttp2Session>();

  constructor(tls: ConnectionOptions, ports: Readonly<Record<Port, number>>) {
    this.#tls = tls;
    this.#ports = ports;
  }

  /** One call; resolves when the coordinator has ended it, rejects when it does not. */
  async sendCall(dice: Dice): Promise<void> {
    const port = dice.of(["control", "enrol"] as const);
    const session = await this.#session(port);
    const request = session.request(headersOf(port, dice));
    request.on("error", () => undefined);
    request.resume();
    // Stays open for more, as a real stream does, unless it is ended here.
    if (!request.destroyed) request.end(bodyOf(port, dice));
    await ended(`a call on the ${port} port`, (done) => request.once("close", done));
  }

  /** Bytes that only look like HTTP/2, over good TLS; closed from here when the coordinator waits for more. */
  async sendBytes(dice: Dice): Promise<void> {
    const port = dice.of(["control", "enrol"] as const);
    const socket = connectTls({ ...this.#tls, port: this.#ports[port], ALPNProtocols: ["h2"] });
    socket.on("error", () => undefined);
    socket.resume();
    await ended("a handshake", (done) => socket.once("secureConnect", done).once("close", done));
    socket.write(Buffer.concat([dice.oneIn(5) ? dice.spoilt(preface) : preface, ...framesOf(dice)]), () =>
      socket.end(),
    );
    const gone = ended("a connection", (done) => socket.once("close", done));
    setTimeout(() => socket.destroy(), 20 + dice.below(60));
    await gone;
  }

  close(): void {
    for (const session of this.#sessions.values()) session.destroy();
  }

  async #session(port: Port): Promise<ClientHttp2Session> {
    const known = this.#sessions.get(port);
    if (known && !known.destroyed && !known.closed) return known;
    const session = connectHttp2(`https://127.0.0.1:${this.#ports[port]}`, this.#tls as never);
    session.on("error", () => undefined);
    this.#sessions.set(port, session);
    await ended("settings", (done) => session.once("remoteSettings", done).once("close", done));
    return session;
  }
}

async function ended(what: string, listen: (done: () => void) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
    if (turns === patience.turns) reject(new Error(`${what} was never ended`));
  }, patience.everyMs);
  listen(resolve);
  await promise.finally(() => clearInterval(timer));
}

function headersOf(port: Port, dice: Dice): Record<string, string> {
  const headers: Record<string, string> = {
    ...{ ":method": dice.oneIn(8) ? dice.of(["GET", "PUT", "OPTIONS", "HEAD"]) : "POST" },
    ...{
      ":path": dice.oneIn(6)
        ? dice.of(["/", "/x", `${paths[port]}x`, `/${"a".repeat(4_000)}`, paths.enrol])
        : paths[port],
    },
    ...{
      te: "trailers",
      "content-type": dice.oneIn(8) ? dice.of(["text/html", "", "application/grpc+json"]) : "application/grpc",
    },
  };
  if (dice.oneIn(4)) headers["grpc-encoding"] = dice.of(["gzip", "deflate", "snappy", "identity", "x"]);
  if (dice.oneIn(6)) headers["grpc-timeout"] = dice.of(["1n", "9999999999H", "-1S", "x", "0m", "99999999u"]);
  if (dice.oneIn(6)) headers["x-long"] = "y".repeat(dice.below(20_000));
  if (dice.oneIn(8)) headers["x-bin-bin"] = dice.of(["!!!", "AAAA", "====", "a,b,c"]);
  return headers;
}

/** gRPC's own frame: a flag, four bytes of length, the message. Any of it may be wrong. */
function bodyOf(port: Port, dice: Dice): Buffer {
  if (dice.oneIn(400)) return grpcFrame(1, bomb.length, bomb);
  const name = port === "enrol" ? "EnrolRequest" : "ConnectRequest";
  const good = messages.get(name)?.serialize(randomMessage(name, dice)) ?? Buffer.alloc(0);
  const message = dice.oneIn(3) ? good : dice.spoilt(good);
  const flag = dice.oneIn(6) ? dice.below(256) : 0;
  const length = dice.oneIn(6) ? (dice.of([0, 1, 0x7fff_ffff, 0xffff_ffff, 300_000]) as number) : message.length;
  const one = grpcFrame(flag, length, flag === 1 && dice.oneIn(2) ? gzipSync(message) : message);
  return dice.oneIn(5) ? Buffer.concat([one, one, dice.bytes(dice.below(20))]) : one;
}

function grpcFrame(flag: number, length: number, message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** HTTP/2 frames: length, type, flags, stream, payload. */
function framesOf(dice: Dice): readonly Buffer[] {
  return Array.from({ length: 1 + dice.below(6) }, () => {
    const payload = dice.bytes(dice.of([0, 4, 6, 8, 9, 24, 60]));
    const head = Buffer.alloc(9);
    head.writeUIntBE(dice.oneIn(6) ? dice.below(0xff_ffff) : payload.length, 0, 3);
    head.writeUInt8(dice.oneIn(8) ? dice.below(256) : dice.below(10), 3);
    head.writeUInt8(dice.below(256), 4);
    head.writeUInt32BE(dice.oneIn(3) ? 0 : dice.below(8), 5);
    return Buffer.concat([head, payload]);
  });
}
