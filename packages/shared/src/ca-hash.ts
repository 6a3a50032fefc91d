import { createHash, X509Certificate } from "node:crypto";

/** `sha256:` and the hexadecimal SHA-256 of the public key (DER SubjectPublicKeyInfo), as kubeadm writes its discovery hashes. */
export const caHashPattern: RegExp = /^sha256:[0-9a-f]{64}$/;

/** The hash by which a CA is pinned: of its key, so that a renewed certificate of the same CA keeps it. */
export function caHash(certificate: X509Certificate | string): string {
  const { publicKey } = typeof certificate === "string" ? new X509Certificate(certificate) : certificate;
  return spkiHash(publicKey.export({ type: "spki", format: "der" }));
}

export function spkiHash(spki: Buffer): string {
  return `sha256:${createHash("sha256").update(spki).digest("hex")}`;
}
