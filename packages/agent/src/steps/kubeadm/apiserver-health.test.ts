import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fakeCa } from "../../../../../test/fakes/fake-ca.ts";
import { askHealth } from "./apiserver-health.ts";

const now = new Date();
const [ca, other] = [fakeCa("kubernetes", now), fakeCa("kubernetes", now)];
let server: Server;
let url = "";

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
    response.statusCode = request.url === "/readyz" ? 200 : 500;
    response.end(request.url === "/readyz" ? "ok" : "[-]etcd failed");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = (path: string, pem = ca.pem, signal = new AbortController().signal) => askHealth(url + path, pem, signal);

describe("askHealth", () => {
  it("is content with an apiserver that says it is ready", async () => {
    expect(await ask("/readyz")).toBeUndefined();
  });

  it("tells what an apiserver says that is not", async () => {
    expect(await ask("/healthz")).toBe("HTTP 500: [-]etcd failed");
  });

  it("believes no apiserver of another CA", async () => {
    expect(await ask("/readyz", other.pem)).toMatch(/signature|self-signed|verify/);
  });

  it("has an answer for a port that nobody listens at", async () => {
    expect(await askHealth("https://127.0.0.1:1/readyz", ca.pem, new AbortController().signal)).toMatch("ECONNREFUSED");
  });

  it("heeds its signal", async () => {
    await expect(ask("/readyz", ca.pem, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
