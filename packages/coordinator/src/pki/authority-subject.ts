import { type KeyObject, X509Certificate } from "node:crypto";
import { publicKeyOf } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import forge from "node-forge";
import { parseRsaPublicKey } from "./rsa-public-key.ts";
import { type DistinguishedName, keyIdOf } from "./signed-certificate.ts";

export interface AuthoritySubject {
  readonly certificate: X509Certificate;
  /** To be repeated as the issuer of what the CA signs. */
  readonly name: DistinguishedName;
  /** Hexadecimal. */
  readonly keyId: string;
}

/**
 * Reads a CA from its own files, which may come from the operator. Throws UNSUPPORTED for a kind of CA that cannot sign here
 * (EC, Ed25519, intermediate), CERTIFICATE_INVALID for one that is no CA or does not fit its key. `of` names it in messages.
 */
export function authoritySubject(of: string, certificatePem: string, key: KeyObject): AuthoritySubject {
  refuseOtherKeys(of, key);
  const certificate = readCertificate(of, certificatePem);
  if (!certificate.ca) throw invalid(of, "is no CA: basicConstraints does not say CA:TRUE");
  if (!certificate.checkPrivateKey(key)) throw invalid(of, "does not belong to its key");
  if (!certificate.checkIssued(certificate) || !certificate.verify(certificate.publicKey)) {
    throw unsupported(of, "is not self-signed; an intermediate CA cannot be the anchor of etcd and of the agents");
  }
  // A local file that OpenSSL took first: no byte of the wire comes here.
  const parsed = forge.pki.certificateFromPem(certificatePem);
  const name = parsed.subject.attributes.map(decoded);
  const encoded = Buffer.from(
    forge.asn1.toDer(forge.pki.distinguishedNameToAsn1({ attributes: name })).getBytes(),
    "binary",
  );
  // Go compares names byte by byte.
  if (!certificate.raw.includes(encoded)) throw unsupported(of, "has a subject that cannot be repeated as an issuer");
  return { certificate, name, keyId: keyIdIn(parsed) ?? keyIdOf(parseRsaPublicKey(publicKeyOf(certificate))) };
}

/** forge encodes UTF-8 when it writes a name, and does not decode it when it reads one. */
function decoded(field: forge.pki.CertificateField): forge.pki.CertificateField {
  const isUtf8 = Number(field.valueTagClass) === forge.asn1.Type.UTF8;
  if (!isUtf8 || typeof field.value !== "string") return field;
  return { ...field, value: Buffer.from(field.value, "binary").toString("utf8") };
}

function keyIdIn(certificate: forge.pki.Certificate): string | undefined {
  const extension = certificate.getExtension("subjectKeyIdentifier");
  if (!extension || !("subjectKeyIdentifier" in extension)) return undefined;
  return String(extension.subjectKeyIdentifier);
}

/** RSA of 2048 to 4096 bits: node-forge builds no other certificates. Throws UNSUPPORTED. */
export function refuseOtherKeys(of: string, key: KeyObject): void {
  const { modulusLength: bits = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== "rsa") throw unsupported(of, `has a key of type ${key.asymmetricKeyType}`);
  if (bits < 2_048 || bits > 4_096) throw unsupported(of, `has an RSA key of ${bits} bits`);
}

function readCertificate(of: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw invalid(of, "cannot be read", cause);
  }
}

function unsupported(of: string, why: string): AppError {
  return new AppError("UNSUPPORTED", `the ${of} CA ${why}`, {
    hint: "give a self-signed RSA CA of 2048 to 4096 bits, or remove key and certificate to have one made",
  });
}

function invalid(of: string, why: string, cause?: unknown): AppError {
  return new AppError("CERTIFICATE_INVALID", `the certificate of the ${of} CA ${why}`, { cause });
}
