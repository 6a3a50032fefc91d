import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import { systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { hostId, runId, stepId } from "@quorate/shared/ids";
import type { LeaseId } from "@quorate/shared/lease";
import { createLogger } from "@quorate/shared/log";
import type { Plan, Step } from "@quorate/shared/plan";
import { certificatePossessionBytes } from "@quorate/shared/possession";
import type { CertificateOrder } from "@quorate/shared/session-message";
import type { CertificateItem } from "@quorate/shared/step/certificates";
import { beforeAll, describe, expect, test } from "vitest";
import { logWithState } from "../../../../test/fakes/log-state.ts";
import type { AuthorityName } from "../pki/authority-store.ts";
import { CertificateAuthority, signAuthority } from "../pki/certificate-authority.ts";
import { CertificateDesk } from "./certificate-desk.ts";
import { leaseBook } from "./lease-book.ts";

const m1 = hostId("m1");
const m2 = hostId("m2");
const run = runId("r-1");
const item: CertificateItem = {
  ...{ role: "etcd-peer", authority: "etcd-peer", commonName: "m1", organization: "quorate:m1" },
  ...{ dnsNames: ["m1"], ipAddresses: ["10.0.0.1"], usages: ["server", "client"], days: 30 },
  ...{ keyFile: "/k", certFile: "/c", caFile: "/a", owner: "etcd" },
};

const ensure: Step = {
  ...{ id: stepId("m1/certificates"), kind: "certificates.ensure", host: m1, title: "certificates", needs: [] },
  ...{ input: { items: [item] }, timeoutMs: 1_000 },
};
const check: Step = {
  ...{ id: stepId("m1/check"), kind: "agent.self-check", host: m1, title: "check", needs: [] },
  ...{ input: { ordinal: 1 }, timeoutMs: 1_000 },
};
const plan: Plan = {
  ...{ hash: "h", cluster: "demo", specHash: "s", hosts: [m1, m2], barriers: [], assertions: [] },
  phases: [{ name: "p", title: "P", steps: [ensure, check] }],
};

const pairs = { ca: rsa(), agent: rsa(), other: rsa() };
const authorities = new Map<AuthorityName, CertificateAuthority>();
beforeAll(() => {
  for (const name of ["etcd-peer", "etcd-client"] as const) {
    const certificatePem = signAuthority(name, pairs.ca.privateKey);
    authorities.set(name, new CertificateAuthority({ name, certificatePem, key: pairs.ca.privateKey }));
  }
});

function rsa(modulusLength = 2_048): { privateKey: KeyObject; publicKey: KeyObject } {
  return generateKeyPairSync("rsa", { modulusLength, publicExponent: 65_537 });
}

const held: LeaseId = { run, epoch: 3n, step: ensure.id, attempt: 1 };

function order(overrides: Partial<CertificateOrder> = {}, pair = pairs.agent, signer = pair): CertificateOrder {
  const { lease = held, role = "etcd-peer" } = overrides;
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" });
  const bytes = certificatePossessionBytes({ run: lease.run, step: lease.step, role, publicKey });
  return { lease, role, publicKey, signature: sign("sha256", bytes, signer.privateKey), ...overrides };
}

/** A desk in the middle of a run: the lease on m1's certificates is out. */
async function desk() {
  const { log, state } = logWithState();
  await log.append(
    { type: "coordinator.started", epoch: "3", version: "0.1.0" },
    { type: "run.started", run, plan, by: "root", ignoredChecks: [] },
    { type: "lease.granted", run, step: ensure.id, host: m1, attempt: 1 },
    { type: "lease.granted", run, step: check.id, host: m1, attempt: 1 },
  );
  const store = {
    get: async (name: AuthorityName) => {
      const authority = authorities.get(name);
      if (!authority) throw new AppError("INTERNAL", "no CA");
      return authority;
    },
  };
  const logger = createLogger("test", "silent");
  const certificates = new CertificateDesk({ leases: leaseBook(state), authorities: store, log, logger });
  return { certificates, log };
}

describe("a certificate for a lease that is out", () => {
  test("is shaped by the plan, over the key of the request, and in the log before it leaves", async () => {
    const { certificates, log } = await desk();
    const answer = await certificates.answer(m1, order());
    if (!("certificatePem" in answer)) throw new Error(answer.failure.message);
    const issued = new X509Certificate(answer.certificatePem);
    expect(issued.subject).toBe("O=quorate:m1\nCN=m1");
    expect(issued.subjectAltName).toBe("DNS:m1, IP Address:10.0.0.1");
    expect(issued.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    expect((issued.validToDate.getTime() - systemClock.wallMs()) / 86_400_000).toBeCloseTo(30, 1);
    expect(issued.checkPrivateKey(pairs.agent.privateKey)).toBe(true);
    expect(issued.checkIssued(new X509Certificate(answer.caPem))).toBe(true);
    expect(log.events("certificate.issued")).toMatchObject([
      { run, step: ensure.id, role: "etcd-peer", serial: issued.serialNumber.toLowerCase() },
    ]);
  });

  test("may be asked for again, when the answer was lost", async () => {
    const { certificates, log } = await desk();
    await certificates.answer(m1, order());
    expect(await certificates.answer(m1, order())).toHaveProperty("certificatePem");
    expect(log.events("certificate.issued")).toHaveLength(2);
  });

  test("does not leave when the log cannot be written", async () => {
    const { certificates, log } = await desk();
    log.append = () => Promise.reject(new AppError("LOG_WRITE_FAILED", "disk full"));
    expect(await certificates.answer(m1, order())).toMatchObject({ failure: { code: "LOG_WRITE_FAILED" } });
  });
});

describe("CERTIFICATE_REFUSED is the answer", () => {
  const refusals: [string, Parameters<CertificateDesk["answer"]>][] = [
    ["to another host, whatever it writes into the request", [m2, order()]],
    ["for a role that is not in the plan", [m1, order({ role: "etcd-root" })]],
    ["for a lease of another attempt", [m1, order({ lease: { ...held, attempt: 2 } })]],
    ["for a lease of an epoch that is still to come", [m1, order({ lease: { ...held, epoch: 4n } })]],
    ["for a lease of another run", [m1, order({ lease: { ...held, run: runId("r-0") } })]],
    ["for a step that is about something else", [m1, order({ lease: { ...held, step: check.id } })]],
    ["for a key that the sender does not hold", [m1, order({}, pairs.agent, pairs.other)]],
    ["for a proof that was made for another role", [m1, { ...order({ role: "etcd-server" }), role: "etcd-peer" }]],
    ["for a short key", [m1, order({}, rsa(1_024))]],
    ["for bytes that are no key", [m1, { ...order(), publicKey: Buffer.from("key") }]],
  ];
  test.each(refusals)("%s", async (_, [host, request]) => {
    const { certificates, log } = await desk();
    expect(await certificates.answer(host, request)).toMatchObject({
      lease: request.lease,
      role: request.role,
      failure: { code: "CERTIFICATE_REFUSED" },
    });
    expect(log.events("certificate.issued")).toEqual([]);
  });

  test("when the step is finished", async () => {
    const { certificates, log } = await desk();
    await log.append({
      ...{ type: "step.finished", run, step: ensure.id, attempt: 1, outcome: "changed", drift: [], output: {} },
      ...{ durationMs: 1, undone: [] },
    });
    expect(await certificates.answer(m1, order())).toMatchObject({ failure: { code: "CERTIFICATE_REFUSED" } });
  });

  test("to a host that asks for one certificate again and again", async () => {
    const { certificates, log } = await desk();
    for (let asked = 0; asked < 12; asked++) await certificates.answer(m1, order());
    expect(log.events("certificate.issued")).toHaveLength(10);
  });
});
