import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { etcdMember, etcdPki } from "../../../../../test/fakes/fake-etcd.ts";
import { fakeHost } from "../../../../../test/fakes/fake-host.ts";
import { connectRange } from "./key-range.ts";

const { signal } = new AbortController();
/** As etcd 3.4.23 wrote them. */
const header = {
  cluster_id: "14841639068965178418",
  member_id: "10276657743932975437",
  revision: "237",
  raft_term: "2",
};
const ids = { clusterId: "cdf818194e3a8c32", memberId: "8e9e05c52164694d", revision: 237n };
const kv = { key: "L3JlZ2lzdHJ5L3g=", create_revision: "234", mod_revision: "234", version: "1" };

let answer: unknown;
let asked: { path: string; body: unknown } | undefined;
let pki: Record<string, string>;
let member: EtcdMember;
let server: ReturnType<typeof createServer>;

beforeAll(async () => {
  pki = etcdPki(new Date(), "127.0.0.1");
  const { clientCa, serverCert, serverKey } = etcdMember.certificates;
  const tls = { ca: pki[clientCa], cert: pki[serverCert], key: pki[serverKey], requestCert: true };
  server = createServer(tls, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked = { path: request.url ?? "", body: JSON.parse(Buffer.concat(chunks).toString()) };
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  member = { ...etcdMember, address: "127.0.0.1", clientPort: (server.address() as AddressInfo).port };
});

afterAll(() => {
  server.close();
});

const connect = () => connectRange(fakeHost({ files: pki }).files, member);
const registry = { key: "L3JlZ2lzdHJ5Lw==", range_end: "L3JlZ2lzdHJ5MA==" };

describe("connectRange", () => {
  it("counts below a prefix without reading values, and takes a missing count for none", async () => {
    answer = { header, count: "185" };
    expect(await (await connect()).count("/registry/", signal)).toMatchObject({
      ok: true,
      value: { ...ids, count: 185 },
    });
    expect(asked).toEqual({ path: "/v3/kv/range", body: { ...registry, count_only: true } });
    answer = { header };
    expect(await (await connect()).count("/registry/", signal)).toMatchObject({ value: { count: 0 } });
  });

  it("counts all keys", async () => {
    answer = { header, count: "187" };
    expect(await (await connect()).countAll(signal)).toMatchObject({ value: { count: 187 } });
    expect(asked?.body).toEqual({ key: "AA==", range_end: "AA==", count_only: true });
  });

  it("tells the names of keys", async () => {
    answer = { header, kvs: [kv], more: true, count: "185" };
    expect(await (await connect()).names("/registry/", signal)).toMatchObject({ value: { names: ["/registry/x"] } });
    expect(asked?.body).toEqual({ ...registry, keys_only: true, limit: "100" });
  });

  it("finds a key that was written after a revision", async () => {
    answer = { header, kvs: [kv], count: "185" };
    expect(await (await connect()).writtenSince("/registry/", 233n, signal)).toEqual({
      ok: true,
      value: "/registry/x",
    });
    expect(asked?.body).toMatchObject({ ...registry, min_mod_revision: "234" });
    answer = { header, count: "185" };
    expect(await (await connect()).writtenSince("/registry/", 234n, signal)).toEqual({ ok: true, value: undefined });
  });

  it("deletes in one transaction that compares first", async () => {
    answer = { header, succeeded: true, responses: [{ response_delete_range: { header, deleted: "185" } }] };
    expect(await (await connect()).deleteUnchanged("/registry/", 237n, signal)).toEqual({ ok: true, value: 185 });
    expect(asked).toEqual({
      path: "/v3/kv/txn",
      body: {
        compare: [{ ...registry, target: "MOD", result: "LESS", mod_revision: "238" }],
        success: [{ request_delete_range: registry }],
      },
    });
    answer = { header };
    expect(await (await connect()).deleteUnchanged("/registry/", 1n, signal)).toEqual({ ok: true, value: undefined });
  });

  it("asks for the size of the database", async () => {
    answer = { header, version: "3.4.23", dbSize: "839680", dbSizeInUse: "540672" };
    expect(await (await connect()).databaseBytes(signal)).toEqual({ ok: true, value: 839_680 });
  });

  it("takes what is no answer of etcd for a problem", async () => {
    answer = { header: { revision: 1 } };
    expect(await (await connect()).countAll(signal)).toMatchObject({
      ok: false,
      problem: expect.stringContaining("answers something else"),
    });
  });
});
