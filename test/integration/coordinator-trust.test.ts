import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { connect } from "node:tls";
import { hostId } from "@quorate/shared/ids";
import { encodeFacts } from "@quorate/shared/wire/codec-agent-message";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openAuthorityStore } from "../../packages/coordinator/src/pki/authority-store.ts";
import { CertificateAuthority, signAuthority } from "../../packages/coordinator/src/pki/certificate-authority.ts";
import { agentUri, issueAgentCertificate } from "../../packages/coordinator/src/pki/coordinator-identity.ts";
import { fakeFacts } from "../fakes/cluster.ts";
import { until } from "../fakes/manual-clock.ts";
import { RecordingLogger } from "../fakes/recording-logger.ts";
import { enrolRaw } from "./raw-enrol.ts";
import { RawStream } from "./raw-stream.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const log = new RecordingLogger();
const streams: RawStream[] = [];
let real: RealCoordinator;
let agent: RealAgent;
let fleet: CertificateAuthority;
beforeAll(async () => {
  real = await RealCoordinator.start({ logger: log.logger });
  fleet = await openAuthorityStore(join(real.stateDir, "ca")).get("fleet");
  agent = await RealAgent.enrolled(real, "m1");
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(async () => {
  await agent.remove();
  await real.remove();
});

const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const spki = pair.publicKey.export({ type: "spki", format: "der" });
const keyPem = pemOf(pair.privateKey);
const m1 = hostId("m1");

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function stream(certificate: { certPem?: string; keyPem?: string }): RawStream {
  const opened = new RawStream(real.running.controlPort, { caPem: fleet.certificatePem, ...certificate });
  streams.push(opened);
  return opened;
}

async function asAgent(): Promise<RawStream> {
  const { certPem, keyPem: agentKey } = await agent.identity();
  return stream({ certPem, keyPem: agentKey });
}

/** A handler that sees a peer says so in the log, whether it takes or refuses it. */
async function neverReached(opened: RawStream): Promise<void> {
  const before = log.messages.length;
  opened.hello();
  await until("the stream is refused", () => opened.ended !== undefined);
  expect(opened.code).toBe("COORDINATOR_UNREACHABLE");
  expect(opened.heard).toEqual([]);
  expect(log.messages.slice(before).filter((message) => message !== "handshake refused")).toEqual([]);
  expect(log.messages.slice(before)).toContain("handshake refused");
}

test("fault 48: a peer without a certificate reaches no handler of the control port", async () => {
  await neverReached(stream({}));
});

test("fault 49: a peer whose certificate is of a CA it made itself reaches no handler, whatever it calls itself", async () => {
  const ca = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const own = new CertificateAuthority({
    ...{ name: "fleet", certificatePem: signAuthority("fleet", ca.privateKey), key: ca.privateKey },
  });
  const { certificatePem } = own.issue({
    ...{ commonName: "m1", dnsNames: [], ipAddresses: [], uris: [agentUri(fleet, m1)], usages: ["client"], days: 1 },
    publicKeyDer: spki,
  });
  await neverReached(stream({ certPem: certificatePem, keyPem }));
});

test("fault 49: a certificate that only a server may show does not make a client, though the right CA signed it", async () => {
  const { certificatePem } = fleet.issue({
    ...{ commonName: "m1", dnsNames: [], ipAddresses: [], uris: [agentUri(fleet, m1)], usages: ["server"], days: 1 },
    publicKeyDer: spki,
  });
  await neverReached(stream({ certPem: certificatePem, keyPem }));
});

test("fault 49: a client certificate that names no agent is refused", async () => {
  const uris = [agentUri(fleet, m1).replace("/agent/m1", "/operator")];
  const { certificatePem } = fleet.issue({
    ...{ commonName: "m1", dnsNames: ["m1"], ipAddresses: [], uris, usages: ["client"], days: 1, publicKeyDer: spki },
  });
  const opened = stream({ certPem: certificatePem, keyPem });
  opened.hello();
  await until("it is refused", () => opened.ended !== undefined);
  expect(opened.code).toBe("PERMISSION_DENIED");
});

test("a certificate that names two hosts is neither of them", async () => {
  const uris = [agentUri(fleet, m1), agentUri(fleet, hostId("m2"))];
  const { certificatePem } = fleet.issue({
    ...{ commonName: "m1", dnsNames: [], ipAddresses: [], uris, usages: ["client"], days: 1, publicKeyDer: spki },
  });
  const opened = stream({ certPem: certificatePem, keyPem });
  opened.hello();
  await until("it is refused", () => opened.ended !== undefined);
  expect(opened.code).toBe("PERMISSION_DENIED");
});

test("a good certificate over a key that the host did not enrol with is refused", async () => {
  const { certificatePem } = issueAgentCertificate(fleet, { host: m1, publicKeyDer: spki, lifeMs: 86_400_000 });
  const opened = stream({ certPem: certificatePem, keyPem });
  opened.hello();
  await until("it is refused", () => opened.ended !== undefined);
  expect(opened.ended).toMatchObject({
    code: "PERMISSION_DENIED",
    message: expect.stringMatching(/^m1 has another key here/),
  });
});

test("fault 50: an agent that says it is another host is cut off, and that is recorded", async () => {
  const opened = await asAgent();
  opened.hello();
  await until("welcome", () => opened.welcomed);
  const facts = fakeFacts({ name: "m2", address: "127.0.0.1", role: "control-plane" });
  opened.say({ type: "facts", requestId: "", facts });
  await until("it is cut off", () => opened.ended !== undefined);
  expect(opened.code).toBe("PERMISSION_DENIED");
  expect(await real.events("host.refused")).toMatchObject([
    { host: "m1", code: "PERMISSION_DENIED", reason: expect.stringContaining("said that it is m2") },
  ]);
});

test("a newer stream of the same host ends the older one with ABORTED", async () => {
  const older = await asAgent();
  older.hello();
  await until("welcome", () => older.welcomed);
  const newer = await asAgent();
  newer.hello();
  await until("the older one is over", () => older.ended !== undefined && newer.welcomed);
  expect(older.code).toBe("STREAM_REPLACED");
  expect(newer.ended).toBeUndefined();
});

test("fault 68: an agent of another protocol, one that knows a newer coordinator, and one without manners are told why", async () => {
  const other = await asAgent();
  other.hello({ protocol: 2 });
  await until("it is refused", () => other.ended !== undefined);
  expect(other.ended).toMatchObject({
    code: "PROTOCOL_MISMATCH",
    message: "m1 speaks protocol 2, this coordinator 1",
  });
  const ahead = await asAgent();
  ahead.hello({ epoch: 99n });
  await until("it is refused", () => ahead.ended !== undefined);
  expect(ahead.code).toBe("STALE_EPOCH");
  const rude = await asAgent();
  rude.write({ facts: { requestId: "", factsJson: "{}" } });
  await until("it is refused", () => rude.ended !== undefined);
  expect(rude.code).toBe("PROTOCOL_MISMATCH");
});

test("fault 52: a message above 256 KiB ends the stream, and the coordinator lives", async () => {
  const opened = await asAgent();
  opened.hello();
  await until("welcome", () => opened.welcomed);
  opened.write({ facts: { requestId: "x".repeat(300 * 1_024), factsJson: "{}" } });
  await until("it is over", () => opened.ended !== undefined);
  expect(String(opened.ended)).toContain("RESOURCE_EXHAUSTED");
  expect((await real.client.status()).hosts).toHaveLength(1);
});

test("the proof of possession of one enrolment serves no other host name", async () => {
  const { token } = await real.client.createToken({ hostName: "m9", address: "", ttlSeconds: 60, operator: "test" });
  const facts = fakeFacts({ name: "m9", address: "127.0.0.1", role: "control-plane" });
  const signature = sign("sha256", Buffer.from(`quorate-enrol-v1\n${token.reveal()}\nm8\n`), pair.privateKey);
  const request = { token: token.reveal(), hostName: "m9", publicKey: spki, signature, factsJson: encodeFacts(facts) };
  await expect(enrolRaw(real.running.enrolPort, fleet.certificatePem, request)).rejects.toMatchObject({
    code: "CERTIFICATE_REFUSED",
  });
});

test("what the enrol port shows is a certificate that lasts a month at most and can be no client", async () => {
  const socket = connect({
    port: real.running.enrolPort,
    host: "127.0.0.1",
    ca: fleet.certificatePem,
    ALPNProtocols: ["h2"],
  });
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  const shown = new X509Certificate(socket.getPeerCertificate().raw);
  const protocol = socket.getProtocol();
  socket.destroy();
  expect(protocol).toBe("TLSv1.3");
  expect(shown.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(shown.validToDate.getTime() - Date.now()).toBeLessThanOrEqual(30 * 86_400_000);
});
