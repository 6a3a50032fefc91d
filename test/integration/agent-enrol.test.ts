import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caHash } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import { hostId } from "@quorate/shared/ids";
import { enrolPossessionBytes } from "@quorate/shared/possession";
import { Secret } from "@quorate/shared/secret";
import { decodeFacts } from "@quorate/shared/wire/codec-agent-message";
import type { EnrolRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolRequest";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadIdentity } from "../../packages/agent/src/config/identity.ts";
import { agentPaths } from "../../packages/agent/src/config/paths.ts";
import { collectFacts } from "../../packages/agent/src/facts/collect-facts.ts";
import { createHost } from "../../packages/agent/src/host/real-host.ts";
import { Journal } from "../../packages/agent/src/runner/journal.ts";
import { enroll } from "../../packages/agent/src/session/enrol.ts";
import { coordinatorUri, enrolListener, LoopbackFleet } from "../fakes/loopback-coordinator.ts";

const fleet = new LoopbackFleet();
const host = createHost();
const closing: (() => void)[] = [];
let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-enrol-"));
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  rmSync(directory, { recursive: true, force: true });
});

const paths = () => agentPaths(directory, join(directory, "state"));
const good = (request: EnrolRequest__Output) => ({
  certificatePem: fleet.agentCertificate(request.publicKey, request.hostName),
  caPem: fleet.ca.pem,
  controlAddress: "127.0.0.1:8444",
  coordinatorUri,
});

async function listener(...options: Parameters<typeof enrolListener> extends [unknown, ...infer Rest] ? Rest : never) {
  const opened = await enrolListener(fleet, ...options);
  closing.push(() => opened.close());
  return opened;
}

async function enrolAt(coordinator: string, pinned = caHash(fleet.ca.pem)) {
  const facts = await collectFacts(host, { host: hostId("k8s-1"), agentVersion: "0.1.0", arch: "x64" });
  const token = new Secret("a-join-token-of-256-bits");
  return enroll({ coordinator, token, caHash: pinned, facts, paths: paths(), files: host.files });
}

test("an agent enrols: it proves its key, tells its facts, and knows afterwards whom to obey", async () => {
  const coordinator = await listener(good);
  expect(await enrolAt(coordinator.address)).toEqual({ controlAddress: "127.0.0.1:8444" });
  const [request] = coordinator.requests;
  if (!request) throw new Error("no request");
  const { token, hostName, publicKey, signature } = request;
  const key = createPublicKey({ key: publicKey, format: "der", type: "spki" });
  expect(verify("sha256", enrolPossessionBytes({ token, hostName, publicKey }), key, signature)).toBe(true);
  expect(decodeFacts(request.factsJson).host).toBe("k8s-1");
  expect(await loadIdentity(paths())).toMatchObject({
    host: "k8s-1",
    controlAddress: "127.0.0.1:8444",
    coordinatorUri,
  });
  for (const file of [paths().enrolKeyFile, paths().identityFile, paths().caFile, paths().configFile]) {
    expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
  }
});

test("fault 44: a second try after a crash comes with the same key", async () => {
  const broken = await listener(() => {
    throw new AppError("INTERNAL", "crashed");
  });
  await expect(enrolAt(broken.address)).rejects.toMatchObject({ code: "INTERNAL" });
  const coordinator = await listener(good);
  await enrolAt(coordinator.address);
  await enrolAt(coordinator.address);
  const keys = [...broken.requests, ...coordinator.requests].map(({ publicKey }) => publicKey.toString("hex"));
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test("enrolling with another fleet puts the journal of the former one aside, with the same fleet it stays", async () => {
  const former = new LoopbackFleet();
  const state = paths().stateDir;
  const there = await enrolListener(former, (request) => ({
    ...good(request),
    certificatePem: former.agentCertificate(request.publicKey),
    caPem: former.ca.pem,
  }));
  closing.push(() => there.close());
  await enrolAt(there.address, caHash(former.ca.pem));
  const journal = await Journal.open(state);
  await journal.obey(9n);
  await journal.close();
  await enrolAt(there.address, caHash(former.ca.pem));
  expect(readdirSync(state)).toEqual(["attempts.journal"]);
  await enrolAt((await listener(good)).address);
  expect(readdirSync(state)).toEqual([expect.stringMatching(/^attempts\.journal\.\d{4}-/)]);
});

test("a coordinator of another CA gets no token", async () => {
  const coordinator = await listener(good);
  await expect(enrolAt(coordinator.address, `sha256:${"0".repeat(64)}`)).rejects.toMatchObject({
    code: "CA_MISMATCH",
    evidence: expect.arrayContaining([`CN=fleet: ${caHash(fleet.ca.pem)}`]),
  });
  expect(coordinator.requests).toEqual([]);
  expect(() => readFileSync(paths().enrolKeyFile)).toThrow("ENOENT");
});

test.each([
  ["that is an agent by its name", { uris: ["spiffe://prod/agent/k8s-2"] }],
  ["without the name of a coordinator", { uris: [] }],
  ["for another address", { ipAddresses: ["127.0.0.2"] }],
  ["that may only be a client", { usages: ["client"] as const }],
])("a peer with a certificate of the right CA %s gets no token", async (_, change) => {
  const coordinator = await listener(good, fleet.server(change));
  await expect(enrolAt(coordinator.address)).rejects.toMatchObject({ code: "COORDINATOR_UNREACHABLE" });
  expect(coordinator.requests).toEqual([]);
});

test("the coordinator's refusal comes back as it was meant", async () => {
  const coordinator = await listener(() => {
    throw new AppError("TOKEN_REFUSED", "the token is used by another key", { hint: "coordinator token create k8s-1" });
  });
  await expect(enrolAt(coordinator.address)).rejects.toMatchObject({
    code: "TOKEN_REFUSED",
    message: "the token is used by another key",
    hint: "coordinator token create k8s-1",
  });
});

test.each([
  ["for another key", () => ({ certificatePem: fleet.agent().certPem })],
  [
    "of another CA",
    (request: EnrolRequest__Output) => {
      const other = new LoopbackFleet();
      return { certificatePem: other.agentCertificate(request.publicKey), caPem: other.ca.pem };
    },
  ],
  ["that is none", () => ({ certificatePem: "-----BEGIN" })],
  ["for a coordinator of another name", () => ({ coordinatorUri: "spiffe://other/coordinator" })],
])("an answer %s is not written down", async (_, change) => {
  const coordinator = await listener((request) => ({ ...good(request), ...change(request) }));
  await expect(enrolAt(coordinator.address)).rejects.toMatchObject({ code: "CERTIFICATE_INVALID" });
  await expect(loadIdentity(paths())).rejects.toMatchObject({ code: "AGENT_NOT_ENROLLED" });
});

test("nobody there is said so", async () => {
  await expect(enrolAt("127.0.0.1:1")).rejects.toMatchObject({
    code: "COORDINATOR_UNREACHABLE",
    message: expect.stringContaining("127.0.0.1:1"),
  });
});
