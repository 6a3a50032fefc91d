import type { CertificateAnswer, CertificateOrder, RenewalAnswer } from "../session-message.ts";
import { decodeFailure, encodeFailure } from "./codec-failure.ts";
import { decodeLeaseId, encodeLeaseId } from "./codec-lease.ts";
import type { Certificate__Output, Certificate as WireCertificate } from "./generated/quorate/v1/Certificate.ts";
import type {
  CertificateRequest__Output,
  CertificateRequest as WireRequest,
} from "./generated/quorate/v1/CertificateRequest.ts";
import type { Renewal__Output, Renewal as WireRenewal } from "./generated/quorate/v1/Renewal.ts";

export function encodeCertificateRequest(request: CertificateOrder): WireRequest {
  const { role, publicKey, signature } = request;
  return { lease: encodeLeaseId(request.lease), role, publicKey, signature };
}

export function decodeCertificateRequest(wire: CertificateRequest__Output): CertificateOrder {
  const { role, publicKey, signature } = wire;
  return { lease: decodeLeaseId(wire.lease), role, publicKey, signature };
}

export function encodeCertificate(answer: CertificateAnswer): WireCertificate {
  const { role } = answer;
  const lease = encodeLeaseId(answer.lease);
  if ("failure" in answer) return { lease, role, failure: encodeFailure(answer.failure) };
  return { lease, role, certificatePem: answer.certificatePem, caPem: answer.caPem };
}

export function decodeCertificate(wire: Certificate__Output): CertificateAnswer {
  const { role, certificatePem, caPem } = wire;
  const lease = decodeLeaseId(wire.lease);
  if (wire.failure) return { lease, role, failure: decodeFailure(wire.failure) };
  return { lease, role, certificatePem, caPem };
}

export function encodeRenewal(answer: RenewalAnswer): WireRenewal {
  return "failure" in answer ? { failure: encodeFailure(answer.failure) } : answer;
}

export function decodeRenewal({ failure, certificatePem }: Renewal__Output): RenewalAnswer {
  return failure ? { failure: decodeFailure(failure) } : { certificatePem };
}
