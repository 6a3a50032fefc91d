import { mkdtempSync, rmSync } from "node:fs";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { credentials } from "@grpc/grpc-js";
import { runId, stepId } from "@quorate/shared/ids";
import { adminClientOptions } from "@quorate/shared/wire/channel-options";
import { wire } from "@quorate/shared/wire/load";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AdminPorts } from "../../packages/coordinator/src/rpc/admin-calls.ts";
import { openAdminListener } from "../../packages/coordinator/src/rpc/admin-listener.ts";
import { MemoryLog } from "../sim/memory-log.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const MiB = 1_024 * 1_024;
const path = "/quorate.v1.ControlService/Connect";
const headers = { ":method": "POST", ":path": path, te: "trailers", "content-type": "application/grpc" };
let real: RealCoordinator;
let honest: RealAgent;
let hostile: RealAgent;
beforeAll(async () => {
  real = await RealCoordinator.start();
  hostile = await RealAgent.enrolled(real, "m1");
  honest = await RealAgent.enrolled(real, "m2");
  await honest.start();
  while ((await m2())?.agent !== "connected") await pause(50);
});
afterAll(async () => {
  await honest.remove();
  await hostile.remove();
  await real.remove();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const m2 = async () => (await real.client.status()).hosts.find(({ name }) => name === "m2");

async function session(): Promise<ClientHttp2Session> {
  const { caPem: ca, keyPem: key, certPem: cert } = await hostile.identity();
  const opened = connectHttp2(`https://127.0.0.1:${real.running.controlPort}`, { ca, key, cert });
  opened.on("error", () => undefined);
  await new Promise((resolve) => opened.once("remoteSettings", resolve));
  return opened;
}

test("fault 54: 10,000 streams, each reset at once, do not keep other agents from being heard", async () => {
  const state = { opened: 0, sessions: [await session()] };
  const silences: number[] = [];
  while (state.opened < 10_000) {
    // Whoever resets that fast is shut out by Node; the attacker comes again.
    if (state.sessions.at(-1)?.destroyed) state.sessions.push(await session());
    const current = state.sessions.at(-1);
    // Few at once: a moment in which the machine is busy with others is then one look of many.
    for (let n = 0; n < 50 && current && !current.destroyed; n++, state.opened++) {
      const request = current.request(headers);
      request.on("error", () => undefined);
      request.close(8);
    }
    silences.push((await m2())?.lastHeardMs ?? Number.POSITIVE_INFINITY);
  }
  for (const each of state.sessions) each.destroy();
  silences.sort((a, b) => a - b);
  // It beats each second, so a heartbeat that is a second late was heard two seconds ago.
  expect(silences[Math.floor(silences.length * 0.99)]).toBeLessThan(2_000);
  expect((await real.events("host.lost")).filter(({ host }) => host === "m2")).toEqual([]);
});

test("fault 52: a message of 50 MB in 50 KB of gzip is refused, and costs no memory", async () => {
  const bomb = gzipSync(Buffer.alloc(50 * MiB));
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(bomb.length, 1);
  const opened = await session();
  const before = process.memoryUsage().rss;
  const codes: string[] = [];
  for (let n = 0; n < 8; n++) {
    const request = opened.request({ ...headers, "grpc-encoding": "gzip" });
    request.on("error", () => undefined);
    request.on("response", (said) => said["grpc-status"] && codes.push(String(said["grpc-status"])));
    request.on("trailers", (said) => said["grpc-status"] && codes.push(String(said["grpc-status"])));
    request.resume();
    request.end(Buffer.concat([head, bomb]));
    await new Promise((resolve) => request.once("close", resolve));
  }
  opened.destroy();
  // RESOURCE_EXHAUSTED
  expect(codes).toEqual(Array.from({ length: 8 }, () => "8"));
  expect(process.memoryUsage().rss - before).toBeLessThan(32 * MiB);
  await expect.poll(async () => (await m2())?.agent).toBe("connected");
});

test("fault 55: a watcher of the events that stops reading costs no memory, and gets all of them when it goes on", async () => {
  const [log, stopping] = [new MemoryLog(), new AbortController()];
  const socket = join(mkdtempSync(join(tmpdir(), "quorate-watch-")), "admin.sock");
  const ports = { log, stopping: stopping.signal } as unknown as AdminPorts;
  const listener = await openAdminListener({ path: socket, role: "owner" }, ports);
  // 64 MiB for who does not wait; the text itself is there once.
  const lines = ["x".repeat(64 * 1_024)];
  const output = { type: "step.output", run: runId("r"), step: stepId("m1/s"), lines, dropped: 0 } as const;
  await log.append(...Array.from({ length: 1_000 }, () => output));
  const { AdminService } = wire();
  const client = new AdminService(`unix://${socket}`, credentials.createInsecure(), adminClientOptions);
  const call = client.WatchEvents({ since: "0", follow: false, run: "" });
  const seen = { events: 0 };
  call.on("data", () => {
    seen.events += 1;
  });
  // grpc-js holds the server back once somebody has begun to read.
  await new Promise((resolve) => call.once("data", resolve));
  call.pause();
  const before = process.memoryUsage().rss;
  await pause(1_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(32 * MiB);
  expect(seen.events).toBeLessThan(200);
  call.resume();
  await new Promise((resolve) => call.once("end", resolve));
  expect(seen.events).toBe(1_000);
  client.close();
  await listener.stop(0);
  rmSync(dirname(socket), { recursive: true, force: true });
});
