import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { spkiSha256 } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import { hostId } from "@quorate/shared/ids";
import { createLogger } from "@quorate/shared/log";
import type { AgentMessage, RenewalOrder } from "@quorate/shared/session-message";
import { describe, expect, it } from "vitest";
import { fakeCa } from "../../../../test/fakes/fake-ca.ts";
import { FakeFiles } from "../../../../test/fakes/fake-files.ts";
import { ManualClock, until } from "../../../../test/fakes/manual-clock.ts";
import { pairText } from "../config/identity.ts";
import { keyText } from "./agent-key.ts";
import { OwnIdentity } from "./own-identity.ts";
import { Renewal, renewAtMs } from "./renewal.ts";

const hourMs = 3_600_000;
const nowMs = new ManualClock().wallMs();
const ca = fakeCa("fleet", new Date(nowMs));
const other = fakeCa("other", new Date(nowMs));
const [first, next, stranger] = [0, 1, 2].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey) as [
  KeyObject,
  KeyObject,
  KeyObject,
];
const derOf = (key: KeyObject) => createPublicKey(key).export({ type: "spki", format: "der" });

interface Wrong {
  readonly ca?: typeof ca;
  readonly uri?: string;
  readonly publicKey?: Buffer;
  readonly usages?: readonly ("server" | "client")[];
  readonly fromMs?: number;
}

function certificate(publicKey: Buffer, wrong: Wrong = {}): string {
  const fromMs = wrong.fromMs ?? nowMs;
  return (wrong.ca ?? ca).issue({
    ...{ publicKey: wrong.publicKey ?? publicKey, commonName: "m1", uris: [wrong.uri ?? "spiffe://f/agent/m1"] },
    ...{ usages: wrong.usages ?? ["client"], notBefore: new Date(fromMs), notAfter: new Date(fromMs + 24 * hourMs) },
  });
}

const pair = { keyPem: keyText(first), certPem: certificate(derOf(first)) };

/** An agent whose certificate was issued now and lives for a day. */
function agent(late: () => Promise<string> = () => Promise.reject(new Error("not asked"))) {
  const clock = new ManualClock();
  const files = new FakeFiles();
  const identity = {
    host: hostId("m1"),
    controlAddress: "h:1",
    coordinatorUri: "spiffe://f/coordinator",
    caPem: ca.pem,
  };
  const own = new OwnIdentity({ ...identity, ...pair }, { identityFile: "/etc/quorate/agent/identity.pem" }, files);
  const said: AgentMessage[] = [];
  const asked: Buffer[] = [];
  const renewal = new Renewal({
    ...{ identity: own, clock, log: createLogger("test", "silent"), random: () => 0.5, newKey: async () => next },
    say: (message) => said.push(message),
    callLate: (request) => {
      asked.push(Buffer.from(request.publicKey as Buffer));
      return late();
    },
  });
  const order = async (): Promise<RenewalOrder> => {
    await until("it asks", () => said.some(({ type }) => type === "renewal-request"));
    const message = said.find(({ type }) => type === "renewal-request");
    if (message?.type !== "renewal-request") throw new Error("no request");
    return message.request;
  };
  return { clock, files, own, said, asked, renewal, order };
}

describe("the renewal of an agent's certificate", () => {
  it("is asked for at half of its life, give or take a tenth", async () => {
    const { own, renewal, said, clock, order } = agent();
    expect([0, 0.5, 1].map((jitter) => (renewAtMs(own, jitter) - nowMs) / hourMs)).toEqual([10.8, 12, 13.2]);
    renewal.welcomed();
    await clock.advance(11.5 * hourMs);
    expect(said).toEqual([]);
    await clock.advance(hourMs);
    expect((await order()).publicKey).toEqual(derOf(next));
  });

  it("puts key and certificate on disk at once and says so; the next connection shows the new pair", async () => {
    const { own, renewal, said, clock, order, files } = agent();
    renewal.welcomed();
    await clock.advance(13 * hourMs);
    const issued = certificate((await order()).publicKey);
    await renewal.answered({ certificatePem: issued });
    expect(own.current.certPem).toBe(issued);
    expect(new X509Certificate(issued).checkPrivateKey(createPrivateKey(own.current.keyPem))).toBe(true);
    expect(files.text("/etc/quorate/agent/identity.pem")).toBe(pairText(own.current));
    expect(said.at(-1)).toEqual({ type: "renewal-done", spkiSha256: spkiSha256(derOf(next)) });
  });

  it.each<[string, Wrong]>([
    ["for another key", { publicKey: derOf(stranger) }],
    ["of another CA", { ca: other }],
    ["for another host", { uri: "spiffe://f/agent/m2" }],
    ["that may also be a server", { usages: ["client", "server"] }],
    ["that ends before the one it follows", { fromMs: nowMs - 48 * hourMs }],
  ])("fault 39: with a certificate %s nothing is changed, and it is asked for again", async (_, wrong) => {
    const { own, renewal, said, clock, order, files } = agent();
    renewal.welcomed();
    await clock.advance(13 * hourMs);
    await renewal.answered({ certificatePem: certificate((await order()).publicKey, wrong) });
    expect(own.current).toMatchObject(pair);
    expect(files.entries.size).toBe(0);
    expect(said.map(({ type }) => type)).toEqual(["renewal-request"]);
    await clock.advance(600_000);
    await until("it asks again", () => said.length === 2);
  });

  it("stays as it was when the coordinator refuses, or answers what was not asked", async () => {
    const { own, renewal, clock, order } = agent();
    await renewal.answered({ certificatePem: certificate(derOf(first)) });
    renewal.welcomed();
    await clock.advance(13 * hourMs);
    await order();
    await renewal.answered({ failure: { code: "PERMISSION_DENIED", message: "no", hint: "", evidence: [] } });
    expect(own.current).toMatchObject(pair);
  });
});

describe("an agent whose certificate expired while it was away", () => {
  it("fault 40: renews it with its old key before it connects", async () => {
    const box: { late: () => Promise<string> } = { late: () => Promise.reject(new Error("too early")) };
    const { own, renewal, clock, asked } = agent(() => box.late());
    await renewal.ensureAlive(0);
    expect(asked).toEqual([]);
    await clock.advance(25 * hourMs);
    box.late = async () => certificate(asked[0] ?? derOf(stranger), { fromMs: clock.wallMs() });
    await renewal.ensureAlive(0);
    expect(own.certificate.validToDate.getTime()).toBe(clock.wallMs() + 24 * hourMs);
    await renewal.ensureAlive(0);
    expect(asked).toHaveLength(1);
  });

  it("fault 40: is told the one command when it is refused", async () => {
    const { renewal, clock } = agent(() => Promise.reject(new AppError("PERMISSION_DENIED", "m1 was revoked")));
    await clock.advance(25 * hourMs);
    await expect(renewal.ensureAlive(0)).rejects.toMatchObject({
      code: "AGENT_NOT_ENROLLED",
      message: expect.stringMatching(/^the certificate of m1 expired at .*: m1 was revoked$/),
      hint: expect.stringContaining("coordinator token create m1"),
    });
  });

  it("asks there too when its own clock is behind: after ten tries that failed, at half of the certificate's life", async () => {
    const box = { now: nowMs };
    const { own, renewal, clock, asked } = agent(async () => certificate(derOf(next), { fromMs: box.now }));
    await renewal.ensureAlive(10);
    await clock.advance(13 * hourMs);
    for (const failures of [0, 1, 9, 11]) await renewal.ensureAlive(failures);
    expect(asked).toEqual([]);
    box.now = nowMs + 30 * hourMs;
    await renewal.ensureAlive(10);
    expect(asked).toHaveLength(1);
    expect(own.certificate.validToDate.getTime()).toBe(nowMs + 54 * hourMs);
  });

  it("is no less enrolled when nobody was there", async () => {
    const { renewal, clock, asked } = agent(() => Promise.reject(new AppError("COORDINATOR_UNREACHABLE", "no answer")));
    await clock.advance(25 * hourMs);
    await expect(renewal.ensureAlive(0)).rejects.toMatchObject({ code: "COORDINATOR_UNREACHABLE" });
    expect(asked).toHaveLength(1);
  });
});
