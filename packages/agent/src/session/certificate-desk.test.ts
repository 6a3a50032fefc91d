import { AppError } from "@quorate/shared/errors";
import { certificatePossessionBytes } from "@quorate/shared/possession";
import type { AgentMessage } from "@quorate/shared/session-message";
import { expect, test } from "vitest";
import { leaseOf } from "../../../../test/fakes/agent-process.ts";
import { CertificateDesk } from "./certificate-desk.ts";

const request = { role: "etcd-peer", publicKey: Buffer.from("key"), sign: (data: Buffer) => data };

function desk() {
  const said: AgentMessage[] = [];
  const stop = new AbortController();
  return { said, stop, desk: new CertificateDesk((message) => said.push(message)) };
}

test("a request signs its own run, step and role", async () => {
  const { desk: certificates, said, stop } = desk();
  const issued = certificates.request(leaseOf(), request, stop.signal);
  const { run, step } = leaseOf();
  const signature = certificatePossessionBytes({ run, step, role: "etcd-peer", publicKey: request.publicKey });
  expect(said).toMatchObject([{ type: "certificate-request", request: { role: "etcd-peer", signature } }]);
  certificates.answered({ lease: leaseOf(), role: "etcd-peer", certificatePem: "c", caPem: "ca" });
  expect(await issued).toEqual({ certificatePem: "c", caPem: "ca" });
});

test("a refusal reaches the step as the coordinator meant it", async () => {
  const { desk: certificates, stop } = desk();
  const issued = certificates.request(leaseOf(), request, stop.signal);
  const failure = { code: "CERTIFICATE_REFUSED", message: "not in the plan", hint: "h", evidence: [] } as const;
  certificates.answered({ lease: leaseOf(), role: "etcd-peer", failure });
  await expect(issued).rejects.toMatchObject({ code: "CERTIFICATE_REFUSED", message: "not in the plan" });
});

test("a step that ends stops waiting, and an answer that comes later is nobody's", async () => {
  const { desk: certificates, said, stop } = desk();
  const issued = certificates.request(leaseOf(), request, stop.signal);
  stop.abort(new AppError("STEP_TIMED_OUT", "too long"));
  await expect(issued).rejects.toMatchObject({ code: "STEP_TIMED_OUT" });
  certificates.answered({ lease: leaseOf(), role: "etcd-peer", certificatePem: "c", caPem: "ca" });
  certificates.sayAgain();
  expect(said).toHaveLength(1);
});

test("a step that has ended asks for nothing", async () => {
  const { desk: certificates, said, stop } = desk();
  stop.abort(new AppError("STEP_TIMED_OUT", "too long"));
  await expect(certificates.request(leaseOf(), request, stop.signal)).rejects.toMatchObject({ code: "STEP_TIMED_OUT" });
  expect(said).toEqual([]);
});

test("the answer for another role or attempt is not taken for this one's", async () => {
  const { desk: certificates, stop } = desk();
  const issued = certificates.request(leaseOf(), request, stop.signal);
  certificates.answered({ lease: leaseOf(2), role: "etcd-peer", certificatePem: "x", caPem: "ca" });
  certificates.answered({ lease: leaseOf(), role: "etcd-server", certificatePem: "x", caPem: "ca" });
  certificates.answered({ lease: leaseOf(), role: "etcd-peer", certificatePem: "c", caPem: "ca" });
  expect((await issued).certificatePem).toBe("c");
});
