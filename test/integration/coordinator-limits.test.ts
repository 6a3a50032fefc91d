import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { connect as connectTcp, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openAuthorityStore } from "../../packages/coordinator/src/pki/authority-store.ts";
import { AdminClient } from "../../packages/coordinator/src/rpc/admin-client.ts";
import { until } from "../fakes/manual-clock.ts";
import { Stopwatch } from "../fakes/stopwatch.ts";
import { RawStream } from "./raw-stream.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

let real: RealCoordinator;
let agent: RealAgent;
let tls: ConnectionOptions = {};
const closing: (() => void)[] = [];
beforeAll(async () => {
  const limits = { total: 12, perAddress: 10 };
  real = await RealCoordinator.start({ enrolLimits: limits, controlLimits: limits });
  agent = await RealAgent.enrolled(real, "m1");
  const ca = (await openAuthorityStore(join(real.stateDir, "ca")).get("fleet")).certificatePem;
  const { keyPem: key, certPem: cert } = await agent.identity();
  tls = { host: "127.0.0.1", ca, key, cert };
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
afterAll(async () => {
  await agent.remove();
  await real.remove();
});

/** Milliseconds on the wall, which none of its parts may fall short of, and those that this process needed. */
interface Life {
  readonly wallMs: number;
  readonly ownMs: number;
}

function life(): () => Life {
  const [since, watch] = [performance.now(), new Stopwatch()];
  return () => ({ wallMs: performance.now() - since, ownMs: watch.ms });
}

/** Until the peer closes; what it sends meanwhile is read and dropped. */
function lifeOf(socket: Socket): Promise<Life> {
  const lived = life();
  socket.on("error", () => undefined);
  socket.resume();
  return new Promise((resolve) => {
    socket.once("close", () => resolve(lived()));
  });
}

describe.concurrent("a peer that takes its time", () => {
  const gone = ({ wallMs, ownMs }: Life, check: typeof expect): void => {
    check(wallMs).toBeGreaterThan(4_000);
    check(ownMs).toBeLessThan(6_500);
  };

  test("fault 53: and says nothing at all is gone in 5 s", async ({ expect: check }) => {
    gone(await lifeOf(connectTcp(real.running.controlPort, "127.0.0.1")), check);
  });

  test("fault 53: and sends its handshake byte by byte is gone in 5 s all the same", async ({ expect: check }) => {
    const socket = connectTcp(real.running.controlPort, "127.0.0.1");
    // The head of a TLS record of 512 bytes, which then never comes to its end.
    const bytes = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03];
    const drip = setInterval(() => socket.write(Buffer.from([bytes.shift() ?? 0])), 300);
    const lived = await lifeOf(socket);
    clearInterval(drip);
    gone(lived, check);
  });

  const ports: readonly ("enrolPort" | "controlPort")[] = ["enrolPort", "controlPort"];
  test.each(ports)("fault 53: and never speaks HTTP/2 after its handshake is gone from the %s in 5 s", async (port) => {
    gone(await lifeOf(connectTls({ ...tls, port: real.running[port], ALPNProtocols: ["h2"] })), expect);
  });

  test("fault 53: and sends its HTTP/2 preface byte by byte is gone in 5 s", async ({ expect: check }) => {
    const socket = connectTls({ ...tls, port: real.running.enrolPort, ALPNProtocols: ["h2"] });
    const bytes = [..."PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"];
    const drip = setInterval(() => socket.write(bytes.shift() ?? ""), 300);
    const lived = await lifeOf(socket);
    clearInterval(drip);
    gone(lived, check);
  });

  test("fault 53: and opens an HTTP/2 session for nothing is gone from the enrol port in 10 s", async ({
    expect: check,
  }) => {
    const opened = connectHttp2(`https://127.0.0.1:${real.running.enrolPort}`, tls as never);
    opened.on("error", () => undefined);
    const lived = life();
    await new Promise((resolve) => opened.once("close", resolve));
    check(lived().wallMs).toBeGreaterThan(8_000);
    check(lived().ownMs).toBeLessThan(13_000);
  });

  test("and does not answer on the admin socket is given up in 10 s", async ({ expect: check }) => {
    const path = join(real.stateDir, "mute.sock");
    const mute = createServer((socket) => socket.resume()).listen(path);
    const client = new AdminClient(path);
    const watch = new Stopwatch();
    await check(client.status()).rejects.toMatchObject({ code: "COORDINATOR_UNREACHABLE" });
    check(watch.ms).toBeLessThan(13_000);
    client.close();
    mute.close();
  });

  test("fault 53: and is a thousand that say nothing is gone in 5 s, while an agent keeps its stream and another enrols", async ({
    expect: check,
  }) => {
    const crowded = await RealCoordinator.start();
    const first = await RealAgent.enrolled(crowded, "m1");
    await first.start();
    const silent = Array.from({ length: 1_000 }, async (_, at) => {
      const localAddress = `127.0.7.${1 + (at % 200)}`;
      const socket = connectTcp({ host: "127.0.0.1", port: crowded.running.controlPort, localAddress });
      await new Promise((resolve) => socket.once("connect", resolve));
      return await lifeOf(socket);
    });
    const second = await RealAgent.enrolled(crowded, "m2");
    await second.start();
    // So many begin at once that some are seen by the coordinator a while after they believe to be connected.
    const lives = await Promise.all(silent);
    check(Math.min(...lives.map(({ wallMs }) => wallMs))).toBeGreaterThan(3_500);
    check(Math.max(...lives.map(({ ownMs }) => ownMs))).toBeLessThan(8_000);
    const states = async () => (await crowded.client.status()).hosts.map(({ name, agent: is }) => `${name} ${is}`);
    await check.poll(states).toEqual(["m1 connected", "m2 connected"]);
    check(await crowded.events("host.lost")).toEqual([]);
    for (const each of [first, second, crowded]) await each.remove();
  });

  test("fault 53: and opens a stream without a hello is told so in 5 s", async ({ expect: expectHere }) => {
    const { caPem, keyPem, certPem } = await agent.identity();
    const stream = new RawStream(real.running.controlPort, { caPem, keyPem, certPem });
    const lived = life();
    while (stream.ended === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    gone(lived(), expectHere);
    stream.close();
    expectHere(stream.code).toBe("PROTOCOL_MISMATCH");
  });
});

test("a peer that offers no HTTP/2 is gone at once", async () => {
  const { ownMs } = await lifeOf(connectTls({ ...tls, port: real.running.enrolPort, ALPNProtocols: ["http/1.1"] }));
  expect(ownMs).toBeLessThan(2_000);
});

test("one address gets its share of connections, and a place again when one is closed", async () => {
  const sockets = Array.from({ length: 10 }, () => connectTcp(real.running.enrolPort, "127.0.0.1"));
  const lives = sockets.map(lifeOf);
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
  expect((await lifeOf(connectTcp(real.running.enrolPort, "127.0.0.1"))).ownMs).toBeLessThan(1_000);
  sockets[0]?.destroy();
  await lives[0];
  const late = connectTcp(real.running.enrolPort, "127.0.0.1");
  const over = lifeOf(late);
  expect(await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 1_000, "open"))])).toBe("open");
  for (const socket of [...sockets, late]) socket.destroy();
});

describe("an enrolled agent that speaks nonsense", () => {
  const path = "/quorate.v1.ControlService/Connect";

  async function session(): Promise<ClientHttp2Session> {
    const opened = connectHttp2(`https://127.0.0.1:${real.running.controlPort}`, tls as never);
    closing.push(() => opened.destroy());
    opened.on("error", () => undefined);
    await new Promise((resolve) => opened.once("remoteSettings", resolve));
    return opened;
  }

  /** The gRPC status of one request with these bytes as its body; undefined when there is none. */
  async function statusOf(headers: Record<string, string>, body: Buffer): Promise<string | undefined> {
    const opened = await session();
    const request = opened.request({
      ...{ ":method": "POST", ":path": path, te: "trailers", "content-type": "application/grpc", ...headers },
    });
    let code: string | undefined;
    request.on("response", (response) => {
      code = response["grpc-status"]?.toString() ?? code;
    });
    request.on("trailers", (trailers) => {
      code = trailers["grpc-status"]?.toString() ?? code;
    });
    request.on("error", () => undefined);
    request.resume();
    request.end(body);
    await new Promise((resolve) => request.once("close", resolve));
    return code;
  }

  const frame = (flag: number, length: number, body: Buffer): Buffer => {
    const head = Buffer.alloc(5);
    head.writeUInt8(flag, 0);
    head.writeUInt32BE(length, 1);
    return Buffer.concat([head, body]);
  };
  const plain = (body: Buffer): Buffer => frame(0, body.length, body);
  const garbage = Buffer.from("not gzip at all");

  const empty = plain(Buffer.alloc(0));
  const cases: [string, Record<string, string>, Buffer][] = [
    ["a message that is not the gzip it says it is", { "grpc-encoding": "gzip" }, frame(1, garbage.length, garbage)],
    ["a message that is 4 GiB long by its head", {}, frame(0, 0xffff_ffff, garbage)],
    ["a call that does not exist", { ":path": "/quorate.v1.ControlService/Root" }, empty],
    ["a question for reflection", { ":path": "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo" }, empty],
    ["a GET", { ":method": "GET" }, Buffer.alloc(0)],
    ["bytes that are no message", {}, plain(Buffer.from("ffffffffffffffffff", "hex"))],
    ["groups in groups in groups", {}, plain(Buffer.alloc(10_000, 0x0b))],
    ["text that is not UTF-8", {}, plain(Buffer.from("0a040a02fffe", "hex"))],
  ];
  test.each(cases)("fault 51: %s: it is refused, and the coordinator lives", async (_, headers, body) => {
    expect(await statusOf(headers, body)).not.toBe("0");
    expect((await real.client.status()).hosts).toHaveLength(1);
  });

  test("fault 54: may open 16 streams on a connection, and no more", async () => {
    expect((await session()).remoteSettings.maxConcurrentStreams).toBe(16);
  });
});

test("fault 55: a stream that says thousands of messages at once is read as fast as others can be heard", async () => {
  const { caPem, keyPem, certPem } = await agent.identity();
  const stream = new RawStream(real.running.controlPort, { caPem, keyPem, certPem });
  closing.push(() => stream.close());
  stream.hello();
  await until("welcome", () => stream.welcomed);
  const before = process.memoryUsage().rss;
  for (let said = 0; said < 5_000; said++) {
    stream.write({ report: { lease: { run: "r", epoch: "1", step: "s", attempt: 1 }, accepted: {} } });
  }
  const watch = new Stopwatch();
  await real.client.status();
  expect(watch.ms).toBeLessThan(1_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_024 * 1_024);
  expect(stream.ended).toBeUndefined();
});
