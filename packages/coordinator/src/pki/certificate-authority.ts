import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { caHash, publicKeyOf } from "@quorate/shared/ca-hash";
import { type Clock, systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { authorityShape } from "./authority-shape.ts";
import { authoritySubject, refuseOtherKeys } from "./authority-subject.ts";
import { type CertificateShape, checkShape } from "./certificate-shape.ts";
import { parseRsaPublicKey } from "./rsa-public-key.ts";
import { type DistinguishedName, keyIdOf, nameField, signCertificate } from "./signed-certificate.ts";

const dayMs = 24 * 60 * 60_000;
/** Clocks of hosts may be this far behind and still take the certificate for valid. */
const backdateMs = 5 * 60_000;
const authorityDays = 3_650;

export interface CertificateRequest extends CertificateShape {
  /** Milliseconds, for what lives shorter than its days. */
  readonly lifeMs?: number;
  /** DER SubjectPublicKeyInfo; may come from the wire. */
  readonly publicKeyDer: Uint8Array;
}

export interface IssuedCertificate {
  readonly certificatePem: string;
  /** 32 hexadecimal digits. */
  readonly serial: string;
  /** RFC 3339, UTC. */
  readonly notAfter: string;
}

export interface AuthorityParts {
  /** "fleet", "etcd-peer": for messages and, in a CA made here, for its subject. */
  readonly name: string;
  readonly certificatePem: string;
  readonly key: KeyObject;
  readonly clock?: WallClock;
}

type WallClock = Pick<Clock, "wallMs">;

/** The self-signed certificate of a CA over a key it already has: may sign leaves, never another CA. Throws UNSUPPORTED. */
export function signAuthority(of: string, key: KeyObject, clock: WallClock = systemClock): string {
  refuseOtherKeys(of, key);
  const publicKey = parseRsaPublicKey(createPublicKey(key).export({ type: "spki", format: "der" }));
  const { commonName, extensions } = authorityShape(of);
  const name = [nameField("commonName", commonName)];
  const now = clock.wallMs();
  const validity = { notBefore: new Date(now - backdateMs), notAfter: new Date(now + authorityDays * dayMs) };
  const issuerKeyId = keyIdOf(publicKey);
  return signCertificate({ publicKey, subject: name, issuer: name, issuerKeyId, ...validity, extensions }, key).pem;
}

/** Issues what the coordinator asks for, over keys that are made elsewhere. */
export class CertificateAuthority {
  readonly name: string;
  readonly certificatePem: string;
  /** "sha256:" and the hash of the CA's public key, for pinning. */
  readonly caHash: string;
  readonly #certificate: X509Certificate;
  readonly #subject: DistinguishedName;
  readonly #keyId: string;
  readonly #key: KeyObject;
  readonly #clock: WallClock;

  /** Throws UNSUPPORTED or CERTIFICATE_INVALID when certificate and key do not make a CA that we can sign with. */
  constructor({ name: of, certificatePem, key, clock = systemClock }: AuthorityParts) {
    const { certificate, name, keyId } = authoritySubject(of, certificatePem, key);
    this.name = of;
    this.certificatePem = certificatePem;
    this.#certificate = certificate;
    this.#subject = name;
    this.#keyId = keyId;
    this.#key = key;
    this.#clock = clock;
    this.caHash = caHash(certificate);
  }

  /** Throws CERTIFICATE_REFUSED for what may not be certified, CERTIFICATE_INVALID outside the CA's own life. */
  issue(request: CertificateRequest): IssuedCertificate {
    checkShape(request);
    const publicKey = parseRsaPublicKey(request.publicKeyDer);
    const { notBefore, notAfter } = this.#life(request.lifeMs ?? request.days * dayMs);
    const { pem, serial } = signCertificate(
      {
        publicKey,
        subject: subjectOf(request),
        issuer: this.#subject,
        issuerKeyId: this.#keyId,
        notBefore,
        notAfter,
        extensions: leafExtensions(request),
      },
      this.#key,
    );
    this.#verify(pem, publicKey.der);
    return { certificatePem: pem, serial, notAfter: notAfter.toISOString() };
  }

  /** Whether this CA signed it; says nothing of its life. */
  signed(certificate: X509Certificate): boolean {
    return certificate.checkIssued(this.#certificate) && certificate.verify(this.#certificate.publicKey);
  }

  /** Whole seconds: certificates know nothing finer. */
  #life(lifeMs: number): { readonly notBefore: Date; readonly notAfter: Date } {
    const now = this.#clock.wallMs();
    const from = this.#certificate.validFromDate.getTime();
    const to = this.#certificate.validToDate.getTime();
    if (now < from || now >= to) {
      const life = `${this.#certificate.validFromDate.toISOString()} to ${this.#certificate.validToDate.toISOString()}`;
      throw new AppError(
        "CERTIFICATE_INVALID",
        `it is ${new Date(now).toISOString()}; the ${this.name} CA is valid from ${life}`,
        {
          hint: "compare the clock of this machine; when it is right, the CA has to be renewed",
        },
      );
    }
    const wholeSecond = (ms: number): Date => new Date(Math.floor(ms / 1_000) * 1_000);
    return {
      notBefore: wholeSecond(Math.max(from, now - backdateMs)),
      notAfter: wholeSecond(Math.min(to, now + lifeMs)),
    };
  }

  /** By OpenSSL, which had no part in assembling it. */
  #verify(pem: string, publicKeyDer: Uint8Array): void {
    const issued = new X509Certificate(pem);
    const sameKey = Buffer.from(publicKeyDer).equals(publicKeyOf(issued));
    if (sameKey && issued.checkIssued(this.#certificate) && issued.verify(this.#certificate.publicKey)) return;
    throw new AppError("INTERNAL", `the certificate just issued for ${issued.subject} does not verify`);
  }
}

function subjectOf({ commonName, organization }: CertificateShape): DistinguishedName {
  const name = nameField("commonName", commonName);
  return organization === undefined ? [name] : [nameField("organizationName", organization), name];
}

function leafExtensions({ usages, dnsNames, ipAddresses, uris = [] }: CertificateShape): readonly object[] {
  const altNames = [
    ...dnsNames.map((value) => ({ type: 2, value })),
    ...uris.map((value) => ({ type: 6, value })),
    ...ipAddresses.map((address) => ({ type: 7, ip: plainAddress(address) })),
  ];
  const server = usages.includes("server");
  return [
    { name: "basicConstraints", critical: true, cA: false },
    // TLS 1.2 servers without forward secrecy decrypt with their RSA key.
    { name: "keyUsage", critical: true, digitalSignature: true, ...(server ? { keyEncipherment: true } : {}) },
    { name: "extKeyUsage", ...(server ? { serverAuth: true } : {}), clientAuth: usages.includes("client") },
    ...(altNames.length > 0 ? [{ name: "subjectAltName", altNames }] : []),
  ];
}

/** forge takes an IPv6 address with an IPv4 tail ("::ffff:10.0.0.1") for a broken IPv4 address. */
function plainAddress(address: string): string {
  return address.includes(":") ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
