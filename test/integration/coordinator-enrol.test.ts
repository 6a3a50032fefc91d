import { generateKeyPair, type KeyObject, sign, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { publicKeyOf, spkiSha256 } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import { enrolPossessionBytes } from "@quorate/shared/possession";
import { encodeFacts } from "@quorate/shared/wire/codec-agent-message";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAuthorityStore } from "../../packages/coordinator/src/pki/authority-store.ts";
import { fakeFacts } from "../fakes/cluster.ts";
import { until } from "../fakes/manual-clock.ts";
import { Stopwatch } from "../fakes/stopwatch.ts";
import { enrolRaw } from "./raw-enrol.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

type Pair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
const newPair = () => promisify(generateKeyPair)("rsa", { modulusLength: 2_048 });

let real: RealCoordinator;
let caPem = "";
beforeEach(async () => {
  real = await RealCoordinator.start();
  caPem = (await openAuthorityStore(join(real.stateDir, "ca")).get("fleet")).certificatePem;
});
afterEach(() => real.remove());

async function newToken(hostName = "m1", address = ""): Promise<string> {
  const { token } = await real.client.createToken({ hostName, address, ttlSeconds: 60, operator: "test" });
  return token.reveal();
}

function enrol(token: string, pair: Pair, hostName = "m1") {
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" });
  const signature = sign("sha256", enrolPossessionBytes({ token, hostName, publicKey }), pair.privateKey);
  const factsJson = encodeFacts(fakeFacts({ name: hostName, address: "127.0.0.1", role: "control-plane" }));
  return enrolRaw(real.running.enrolPort, caPem, { token, hostName, publicKey, signature, factsJson });
}

const codeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "none",
    (error: unknown) => AppError.from(error).code,
  );

test("the certificate is what the coordinator says: client only, for the host of the token", async () => {
  const answer = await enrol(await newToken(), await newPair());
  const certificate = new X509Certificate(answer.certificatePem);
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  expect(certificate.subjectAltName).toMatch(/^URI:spiffe:\/\/quorate-[0-9a-f]{12}\/agent\/m1$/);
  expect(answer.controlAddress).toBe(`127.0.0.1:${real.running.controlPort}`);
});

test("fault 44: the same key may ask again when the answer was lost, also after a restart, and gets the same certificate", async () => {
  const [token, pair] = [await newToken(), await newPair()];
  const first = await enrol(token, pair);
  expect((await enrol(token, pair)).certificatePem).toBe(first.certificatePem);
  await real.stop();
  await real.startAgain();
  expect((await enrol(token, pair)).certificatePem).toBe(first.certificatePem);
  expect(await real.events("host.enrolled")).toHaveLength(1);
});

test("fault 42: another key with a used token is refused, recorded, and the token is dead for everybody", async () => {
  const [token, owner] = [await newToken(), await newPair()];
  await enrol(token, owner);
  expect(await codeOf(enrol(token, await newPair()))).toBe("TOKEN_REFUSED");
  expect(await codeOf(enrol(token, owner))).toBe("TOKEN_REFUSED");
  const [alarm] = await real.events("host.refused");
  expect(alarm).toMatchObject({ host: "m1", code: "TOKEN_REFUSED", from: "127.0.0.1" });
  expect(alarm?.tokenHash).toMatch(/^[0-9a-f]{64}$/);
  expect((await real.client.status()).alarms).toMatchObject([{ host: "m1", from: "127.0.0.1" }]);
  await enrol(await newToken(), await newPair());
  expect((await real.client.status()).alarms).toEqual([]);
});

test("fault 43: of fifty keys that bring one token at once, one wins", async () => {
  const token = await newToken();
  const pairs = await Promise.all(Array.from({ length: 50 }, newPair));
  const results = await Promise.allSettled(pairs.map((pair) => enrol(token, pair)));
  const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(won).toHaveLength(1);
  const codes = results.flatMap((result) => (result.status === "rejected" ? [AppError.from(result.reason).code] : []));
  expect(new Set(codes)).toEqual(new Set(["TOKEN_REFUSED"]));
  const [enrolled, ...more] = await real.events("host.enrolled");
  expect(more).toEqual([]);
  const winner = new X509Certificate(won[0]?.certificatePem ?? "");
  expect(enrolled?.spkiSha256).toBe(spkiSha256(publicKeyOf(winner)));
});

test("fault 41: a token that expired is refused, and the command for a new one is named", async () => {
  const wish = { hostName: "m1", address: "", ttlSeconds: 1, operator: "test" };
  const { token } = await real.client.createToken(wish);
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  await expect(enrol(token.reveal(), await newPair())).rejects.toMatchObject({
    code: "TOKEN_REFUSED",
    message: expect.stringContaining("the join token expired at"),
    hint: "make a new one: coordinator token create m1",
  });
});

test("a token is good for its host and its address only", async () => {
  const pair = await newPair();
  expect(await codeOf(enrol(await newToken("m1"), pair, "m2"))).toBe("TOKEN_REFUSED");
  expect(await codeOf(enrol(await newToken("m1", "10.9.9.9"), pair))).toBe("TOKEN_REFUSED");
  expect(await codeOf(enrol(await newToken("m1", "127.0.0.1"), pair))).toBe("none");
});

test("who guesses is slowed down after five tries, with a good token too", async () => {
  const pair = await newPair();
  for (let guess = 0; guess < 5; guess++) {
    expect(await codeOf(enrol(`qrt.${"A".repeat(42)}${"AEIMQ"[guess]}`, pair))).toBe("TOKEN_REFUSED");
  }
  await expect(enrol(await newToken(), pair)).rejects.toMatchObject({
    code: "TOKEN_REFUSED",
    message: "there were too many refused tries from 127.0.0.1",
  });
  expect(await real.events("host.refused")).toHaveLength(5);
});

test("fault 69: neither a token nor a key is in the log", async () => {
  const token = await newToken();
  await enrol(token, await newPair());
  await codeOf(enrol(token, await newPair()));
  const text = JSON.stringify(await real.records());
  expect(text).not.toContain(token);
  expect(text).not.toContain("PRIVATE KEY");
});

test("fault 52: a request above 256 KiB is refused, and the next one is served", async () => {
  const token = await newToken();
  const request = { token, hostName: "m1", publicKey: Buffer.alloc(300 * 1_024), signature: Buffer.alloc(1) };
  const refused = await enrolRaw(real.running.enrolPort, caPem, { ...request, factsJson: "{}" }).catch(String);
  expect(refused).toContain("RESOURCE_EXHAUSTED");
  expect(await codeOf(enrol(token, await newPair()))).toBe("none");
});

test("enrolling a host again with another key cuts its agent off within a second, and its old key opens nothing", async () => {
  const agent = await RealAgent.enrolled(real, "m1");
  try {
    await agent.start();
    await until("it is connected", await connected(real));
    await enrol(await newToken(), await newPair());
    const watch = new Stopwatch();
    const absent = async () => (await real.client.status()).hosts[0]?.agent === "absent";
    while (!(await absent())) expect(watch.ms).toBeLessThan(1_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await absent()).toBe(true);
  } finally {
    await agent.remove();
  }
});

async function connected(coordinator: RealCoordinator): Promise<() => boolean> {
  let seen = false;
  const look = async (): Promise<void> => {
    while (!seen) seen = (await coordinator.client.status()).hosts[0]?.agent === "connected";
  };
  void look();
  return () => seen;
}
