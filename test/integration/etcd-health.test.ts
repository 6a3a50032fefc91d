import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readEtcdHealth } from "../../packages/agent/src/health/etcd-health.ts";
import { fakeCa } from "../fakes/fake-ca.ts";

const ca = fakeCa("etcd-client", new Date());
const directory = mkdtempSync(join(tmpdir(), "quorate-etcd-health-"));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function pair(usage: "server" | "client") {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const cert = ca.issue({
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    commonName: usage,
    ipAddresses: ["127.0.0.1"],
    usages: [usage],
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
  });
  return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

const file = (name: string) => join(directory, name);
beforeAll(() => {
  const client = pair("client");
  writeFileSync(file("ca.pem"), ca.pem);
  writeFileSync(file("cert.pem"), client.cert);
  writeFileSync(file("key.pem"), client.key);
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** What etcd 3.4 answers, with ids that no JavaScript number can hold. */
const status = {
  header: { cluster_id: "14841639068965178418", member_id: "10276657743932975437", raft_term: "2" },
  version: "3.4.23",
  dbSize: "20480",
  leader: "10276657743932975437",
};

/** A member that demands a client certificate, and its metrics listener. */
async function member(answer: RequestListener, healthBody: string) {
  const clientPort = await listen(
    createHttps({ ...pair("server"), ca: ca.pem, requestCert: true, rejectUnauthorized: true }, answer),
  );
  const metricsPort = await listen(createHttp((_request, response) => response.end(healthBody)));
  const watch = {
    vip: "",
    etcdClientUrl: `https://127.0.0.1:${clientPort}`,
    etcdCaFile: file("ca.pem"),
    etcdCertFile: file("cert.pem"),
    etcdKeyFile: file("key.pem"),
  };
  return readEtcdHealth(watch, `http://127.0.0.1:${metricsPort}`);
}

test("a healthy leader is told with its ids in hexadecimal", async () => {
  const asked: string[] = [];
  const health = await member((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(JSON.stringify(status));
  }, '{"health":"true"}');
  expect(asked).toEqual(["POST /v3/maintenance/status"]);
  expect(health).toEqual({
    healthy: true,
    memberId: "8e9e05c52164694d",
    clusterId: "cdf818194e3a8c32",
    leader: true,
    databaseBytes: 20_480,
    problem: "",
  });
});

test("a follower without quorum is not healthy, and says why", async () => {
  const follower = JSON.stringify({ ...status, leader: undefined });
  const health = await member(
    (_request, response) => response.end(follower),
    '{"health":"false","reason":"RAFT NO LEADER"}',
  );
  expect(health).toMatchObject({ healthy: false, leader: false, problem: "RAFT NO LEADER" });
});

test("a member that does not answer is a problem after two seconds, not a wait without end", async () => {
  const started = performance.now();
  const health = await member(() => undefined, '{"health":"true"}');
  expect(health).toMatchObject({ healthy: false, problem: expect.stringContaining("did not answer in 2000 ms") });
  // Making the member counts too, which may take as long again on a busy machine.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("an answer that is not etcd's is a problem", async () => {
  expect(await member((_request, response) => response.end("<html>"), "")).toMatchObject({ healthy: false });
});

test("a member that is down is a problem that names its address", async () => {
  const watch = {
    vip: "",
    etcdClientUrl: "https://127.0.0.1:1",
    etcdCaFile: file("ca.pem"),
    etcdCertFile: file("cert.pem"),
    etcdKeyFile: file("key.pem"),
  };
  expect(await readEtcdHealth(watch)).toMatchObject({
    healthy: false,
    memberId: "",
    problem: expect.stringContaining("127.0.0.1:1"),
  });
});
