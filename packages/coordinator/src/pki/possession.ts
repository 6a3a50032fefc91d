import { type KeyObject, verify } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import {
  type CertificatePossession,
  certificatePossessionBytes,
  type EnrolPossession,
  enrolPossessionBytes,
  type KubeconfigPossession,
  kubeconfigPossessionBytes,
  lateRenewalBytes,
  type RenewalPossession,
  renewalPossessionBytes,
} from "@quorate/shared/possession";
import { parseRsaPublicKey, type RsaPublicKey } from "./rsa-public-key.ts";

/** The key, once the sender showed that it holds the private half. Throws CERTIFICATE_REFUSED. */
export function verifyEnrolPossession(request: EnrolPossession, signature: Uint8Array): RsaPublicKey {
  return provenKey(request.publicKey, signature, () => enrolPossessionBytes(request));
}

/** The key, once the sender showed that it holds the private half. Throws CERTIFICATE_REFUSED. */
export function verifyCertificatePossession(request: CertificatePossession, signature: Uint8Array): RsaPublicKey {
  return provenKey(request.publicKey, signature, () => certificatePossessionBytes(request));
}

/** The key, once the sender showed that it holds the private half. Throws CERTIFICATE_REFUSED. */
export function verifyKubeconfigPossession(request: KubeconfigPossession, signature: Uint8Array): RsaPublicKey {
  return provenKey(request.publicKey, signature, () => kubeconfigPossessionBytes(request));
}

/** The new key, once the sender showed that it holds the private half. Throws CERTIFICATE_REFUSED. */
export function verifyRenewalPossession(request: RenewalPossession, signature: Uint8Array): RsaPublicKey {
  return provenKey(request.publicKey, signature, () => renewalPossessionBytes(request));
}

/** That the holder of the former key asked for the new one. Throws CERTIFICATE_REFUSED. */
export function verifyFormerKey(request: RenewalPossession, former: KeyObject, signature: Uint8Array): void {
  if (
    verify(
      "sha256",
      signedBytes(() => lateRenewalBytes(request)),
      former,
      signature,
    )
  )
    return;
  throw refused("the request is not signed by the key of the certificate in it");
}

function provenKey(publicKeyDer: Uint8Array, signature: Uint8Array, bytes: () => Uint8Array): RsaPublicKey {
  const publicKey = parseRsaPublicKey(publicKeyDer);
  if (verify("sha256", signedBytes(bytes), publicKey.key, signature)) return publicKey;
  throw refused("the signature of the request is not of the key in it");
}

function signedBytes(bytes: () => Uint8Array): Uint8Array {
  try {
    return bytes();
  } catch (cause) {
    throw refused("a field of the signed request has a line break in it", cause);
  }
}

function refused(why: string, cause?: unknown): AppError {
  return new AppError("CERTIFICATE_REFUSED", why, {
    cause,
    hint: "agent and coordinator may be of different versions: install the same on both",
  });
}
