import { type KeyObject, X509Certificate } from "node:crypto";
import { AppError } from "@quorate/shared/errors";

/** What the coordinator gave, before anything of it is believed. */
export interface GivenCertificate {
  readonly certificatePem: string;
  readonly caPem: string;
  /** The key that a certificate was asked for. */
  readonly key: KeyObject;
}

const clientOnly = "1.3.6.1.5.5.7.3.2";

/** What is written to disk decides whom this host obeys from now on. Throws CERTIFICATE_INVALID. */
export function checkGivenCertificate({ certificatePem, caPem, key }: GivenCertificate): X509Certificate {
  const ca = readGiven(caPem, "CA");
  const certificate = readGiven(certificatePem, "agent");
  if (!certificate.checkIssued(ca) || !certificate.verify(ca.publicKey)) throw distrust("its CA did not sign it");
  if (!certificate.checkPrivateKey(key)) throw distrust("it belongs to another key");
  return certificate;
}

/** The next certificate of the same agent. By no clock: this host's may be wrong. Throws CERTIFICATE_INVALID. */
export function checkNextCertificate(given: GivenCertificate, formerPem: string): X509Certificate {
  const next = checkGivenCertificate(given);
  const former = new X509Certificate(formerPem);
  const { subjectAltName } = former;
  if (next.subjectAltName !== subjectAltName) throw distrust(`it names ${next.subjectAltName}, not ${subjectAltName}`);
  if (next.keyUsage?.join() !== clientOnly) throw distrust("it is not for a client and nothing else");
  if (next.validToDate >= former.validToDate) return next;
  throw distrust(`it ends at ${next.validTo}, before the one it follows`);
}

export function distrust(why: string, cause?: unknown): AppError {
  return new AppError("CERTIFICATE_INVALID", `the certificate that the coordinator gave is not usable: ${why}`, {
    ...(cause === undefined ? {} : { cause }),
  });
}

function readGiven(pem: string, whose: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw distrust(`the ${whose} certificate cannot be read`, error);
  }
}
