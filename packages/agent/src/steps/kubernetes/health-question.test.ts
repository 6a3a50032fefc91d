import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fakeCa } from "../../../../../test/fakes/fake-ca.ts";
import { askOnce } from "../http-exchange.ts";
import { apiserverHealth } from "./health-question.ts";

const now = new Date();
const [ca, other] = [fakeCa("kubernetes", now), fakeCa("kubernetes", now)];
let server: Server;
let url = "";
let readyStatus = 200;

beforeAll(async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const cert = ca.issue({
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    commonName: "kube-apiserver",
    ipAddresses: ["127.0.0.1"],
    usages: ["server"],
    notBefore: new Date(now.getTime() - 60_000),
    notAfter: new Date(now.getTime() + 3_600_000),
  });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  server = createServer({ key, cert }, (request, response) => {
    response.statusCode = request.url === "/readyz" ? readyStatus : 500;
    response.end(request.url === "/readyz" ? "ok" : "[-]etcd failed");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = (at = url, pem = ca.pem, signal = new AbortController().signal) =>
  apiserverHealth(askOnce, at, { ca: pem })(signal, 3_000);

describe("an apiserver's health", () => {
  it("is what it says of being ready", async () => {
    expect(await ask()).toMatchObject({ ok: true });
  });

  it("is told by the checks that fail", async () => {
    expect(await ask(`${url}/healthz`)).toEqual({ ok: false, problem: "HTTP 500: [-]etcd failed" });
  });

  it("is asked at an older place where nobody may ask for readiness", async () => {
    readyStatus = 403;
    expect(await ask()).toMatchObject({ ok: false, problem: "HTTP 500: [-]etcd failed" });
    readyStatus = 200;
  });

  it("is believed from no apiserver of another CA", async () => {
    const answer = await ask(url, other.pem);
    expect(answer).toMatchObject({ ok: false, problem: expect.stringMatching(/signature|self-signed|verify/) });
  });

  it("is a problem at a port that nobody listens at", async () => {
    const answer = await ask("https://127.0.0.1:1");
    expect(answer).toMatchObject({ ok: false, problem: expect.stringContaining("ECONNREFUSED") });
  });

  it("is asked no longer than the signal lets", async () => {
    await expect(ask(url, ca.pem, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
