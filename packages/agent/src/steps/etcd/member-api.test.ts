import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import type { TLSSocket } from "node:tls";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { etcdMember, etcdPki } from "../../../../../test/fakes/fake-etcd.ts";
import { fakeHost } from "../../../../../test/fakes/fake-host.ts";
import { connectMember } from "./member-api.ts";

const { signal } = new AbortController();
/** As etcd 3.4.23 wrote them for a member that it printed as 77da9cd354f2ecd8 of cluster f0e1c8cb0f45e8e3. */
const header = { cluster_id: "17357375213322758371", member_id: "8636387666913586392", revision: "7", raft_term: "2" };

/** What an etcd 3.4.23 answers to each path. */
let answers: Record<string, { status?: number; body: unknown }> = {};
const asked: { path: string; body: string; client: string }[] = [];
const servers: { close(): void }[] = [];
let pki: Record<string, string>;
let member: EtcdMember;

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  pki = etcdPki(new Date(), "127.0.0.1");
  const { certificates } = etcdMember;
  const tls = (ca: string, cert: string, key: string) =>
    createServer(
      { ca: pki[ca], cert: pki[cert], key: pki[key], requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          const path = request.url ?? "";
          const client = (request.socket as TLSSocket).getPeerCertificate().subject.CN;
          asked.push({ path, body: Buffer.concat(chunks).toString(), client: String(client) });
          const { status = 200, body } = answers[path] ?? { status: 404, body: "no such path" };
          response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
        });
      },
    );
  const plain = createPlainServer((request, response) => {
    const { status = 200, body } = answers[request.url ?? ""] ?? { status: 404, body: "" };
    response.writeHead(status).end(JSON.stringify(body));
  });
  member = {
    ...etcdMember,
    address: "127.0.0.1",
    clientPort: await listen(tls(certificates.clientCa, certificates.serverCert, certificates.serverKey)),
    peerPort: await listen(tls(certificates.peerCa, certificates.peerCert, certificates.peerKey)),
    metricsPort: await listen(plain),
  };
});

afterAll(() => {
  for (const server of servers) server.close();
});

describe("connectMember", () => {
  const connect = () => connectMember(fakeHost({ files: pki }).files, member);

  it("asks the peer port for the version", async () => {
    answers = { "/version": { body: { etcdserver: "3.4.23", etcdcluster: "3.4.0" } } };
    expect(await (await connect()).peerVersion(signal)).toEqual({ ok: true, value: "3.4.23" });
  });

  it.each([
    [{ health: "true" }, true],
    [{ health: "true", reason: "" }, true],
    [{ health: "false" }, false],
  ])("reads the health %j", async (body, healthy) => {
    answers = { "/health": { body } };
    expect(await (await connect()).health(signal)).toEqual({ ok: true, value: healthy });
  });

  it("reads a key, with ids in hexadecimal that no number has rounded", async () => {
    answers = { "/v3/kv/range": { body: { header, kvs: [{ key: "Zm9v", value: "YmFy" }], count: "1" } } };
    expect(await (await connect()).read("foo", signal)).toEqual({
      ok: true,
      value: { clusterId: "f0e1c8cb0f45e8e3", memberId: "77da9cd354f2ecd8", revision: "7", value: "bar" },
    });
    expect(asked.at(-1)).toMatchObject({ path: "/v3/kv/range", body: '{"key":"Zm9v"}' });
  });

  it("tells that a key is not there", async () => {
    answers = { "/v3/kv/range": { body: { header } } };
    expect(await (await connect()).read("foo", signal)).toMatchObject({ ok: true, value: { value: undefined } });
  });

  it("writes under an etcd lease, so that the key vanishes by itself", async () => {
    answers = {
      "/v3/lease/grant": { body: { header, ID: "8433731392742670086", TTL: "60" } },
      "/v3/kv/put": { body: { header } },
    };
    const result = await (await connect()).writeWithLease("foo", "bar", 60, signal);
    expect(result).toMatchObject({ ok: true, value: { revision: "7" } });
    expect(asked.slice(-2).map(({ body }) => JSON.parse(body))).toEqual([
      { TTL: "60" },
      { key: "Zm9v", value: "YmFy", lease: "8433731392742670086" },
    ]);
  });

  it("takes every trouble for an answer: not yet", async () => {
    answers = { "/v3/kv/range": { status: 503, body: { error: "etcdserver: no leader" } }, "/health": { body: [] } };
    const api = await connect();
    expect(await api.read("foo", signal)).toEqual({
      ok: false,
      problem: 'HTTP 503: {"error":"etcdserver: no leader"}',
    });
    expect(await api.writeWithLease("foo", "bar", 60, signal)).toMatchObject({ ok: false });
    answers = { "/v3/kv/range": { body: "<html>" } };
    expect(await api.read("foo", signal)).toMatchObject({ problem: "answers no JSON: <html>" });
    answers = { "/v3/kv/range": { body: { header: { cluster_id: 1 } } } };
    expect(await api.read("foo", signal)).toMatchObject({ problem: expect.stringContaining("answers something else") });
    const nobody = await connectMember(fakeHost({ files: pki }).files, { ...member, clientPort: 1 });
    expect(await nobody.read("foo", signal)).toMatchObject({ problem: expect.stringContaining("ECONNREFUSED") });
  });

  it("ends with the reason of a cancel", async () => {
    const cancel = AbortSignal.abort(new Error("canceled"));
    await expect((await connect()).read("foo", cancel)).rejects.toThrow("canceled");
  });

  it("names the key file that is missing", async () => {
    const { [member.certificates.rootKey]: _, ...others } = pki;
    await expect(connectMember(fakeHost({ files: others }).files, member)).rejects.toMatchObject({
      code: "CERTIFICATE_INVALID",
      message: `${member.certificates.rootKey} is not there`,
    });
  });
});
