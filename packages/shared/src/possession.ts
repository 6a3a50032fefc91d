/**
 * What is signed to show that the sender holds the private key of the public key it sends: SHA-256 RSA (PKCS #1 v1.5)
 * over the bytes below. The layout is the one in enrol.proto, control.proto and admin.proto.
 */
export interface EnrolPossession {
  readonly token: string;
  readonly hostName: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

export interface CertificatePossession {
  readonly run: string;
  readonly step: string;
  readonly role: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

export interface KubeconfigPossession {
  readonly user: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

export interface RenewalPossession {
  readonly hostName: string;
  /** Of the new key, DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

/** Throws TypeError on a line break in a field: two requests would otherwise share one signature. */
export function enrolPossessionBytes({ token, hostName, publicKey }: EnrolPossession): Uint8Array {
  return lines(["quorate-enrol-v1", token, hostName], publicKey);
}

/** Throws TypeError on a line break in a field. */
export function certificatePossessionBytes({ run, step, role, publicKey }: CertificatePossession): Uint8Array {
  return lines(["quorate-certificate-v1", run, step, role], publicKey);
}

/** Throws TypeError on a line break in a field. */
export function kubeconfigPossessionBytes({ user, publicKey }: KubeconfigPossession): Uint8Array {
  return lines(["quorate-kubeconfig-v1", user], publicKey);
}

/** Signed by the new key. Throws TypeError on a line break in a field. */
export function renewalPossessionBytes({ hostName, publicKey }: RenewalPossession): Uint8Array {
  return lines(["quorate-renewal-v1", hostName], publicKey);
}

/** Signed by the key of the certificate that expired. Throws TypeError on a line break in a field. */
export function lateRenewalBytes({ hostName, publicKey }: RenewalPossession): Uint8Array {
  return lines(["quorate-late-renewal-v1", hostName], publicKey);
}

function lines(fields: readonly string[], publicKey: Uint8Array): Uint8Array {
  if (fields.some((field) => field.includes("\n"))) throw new TypeError("a line break in a field of a signed request");
  return Buffer.concat([Buffer.from(fields.map((field) => `${field}\n`).join("")), publicKey]);
}
