import { hash, type KeyObject, X509Certificate } from "node:crypto";

const pattern = /^sha256:[0-9a-f]{64}$/;

/** SHA-256 of a public key's DER SubjectPublicKeyInfo, hexadecimal: how keys are named in events and tokens. */
export function spkiSha256(publicKeyDer: Uint8Array): string {
  return hash("sha256", publicKeyDer, "hex");
}

/** The public key of a certificate, DER SubjectPublicKeyInfo. */
export function publicKeyOf(certificate: X509Certificate): Uint8Array {
  return certificate.publicKey.export({ type: "spki", format: "der" });
}

/**
 * What an agent pins of the fleet CA: "sha256:" and the hash of its public key, as kubeadm's --discovery-token-ca-cert-hash.
 * A CA certificate that is made again over the same key keeps it. Throws on what is no certificate.
 */
export function caHash(certificate: string | X509Certificate): string {
  const parsed = typeof certificate === "string" ? new X509Certificate(certificate) : certificate;
  return `sha256:${spkiSha256(publicKeyOf(parsed))}`;
}

/** As caHash, of a public key. */
export function publicKeyHash(key: KeyObject): string {
  return `sha256:${spkiSha256(key.export({ type: "spki", format: "der" }))}`;
}

export function isCaHash(text: string): boolean {
  return pattern.test(text);
}
