import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import forge from "node-forge";

export interface FakeLeaf {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly commonName: string;
  readonly organization?: string | undefined;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly uris?: readonly string[];
  readonly usages: readonly ("server" | "client")[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface FakeCa {
  readonly pem: string;
  /** Certificate in PEM. */
  issue(leaf: FakeLeaf): string;
}

const tenYearsMs = 10 * 365 * 86_400_000;

/** A certificate authority that signs whatever a test wants to see accepted or refused. */
export function fakeCa(name: string, now: Date): FakeCa {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = forge.pki.privateKeyFromPem(privateKey.export({ type: "pkcs1", format: "pem" }) as string);
  const subject = [{ name: "commonName", value: name }];
  const certificate = blank(publicKey.export({ type: "spki", format: "pem" }) as string, subject, subject);
  certificate.validity.notBefore = new Date(now.getTime() - 86_400_000);
  certificate.validity.notAfter = new Date(now.getTime() + tenYearsMs);
  certificate.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  certificate.sign(key, forge.md.sha256.create());
  return {
    pem: forge.pki.certificateToPem(certificate),
    issue: (leaf) => {
      const spki = createPublicKey({ key: leaf.publicKey, format: "der", type: "spki" });
      const issued = blank(spki.export({ type: "spki", format: "pem" }) as string, subjectOf(leaf), subject);
      issued.validity.notBefore = leaf.notBefore;
      issued.validity.notAfter = leaf.notAfter;
      issued.setExtensions(extensionsOf(leaf));
      issued.sign(key, forge.md.sha256.create());
      return forge.pki.certificateToPem(issued);
    },
  };
}

type Attributes = forge.pki.CertificateField[];

function blank(publicKeyPem: string, subject: Attributes, issuer: Attributes): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  certificate.serialNumber = `01${randomBytes(8).toString("hex")}`;
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  return certificate;
}

function subjectOf(leaf: FakeLeaf): Attributes {
  const organization = leaf.organization === undefined ? [] : [{ name: "organizationName", value: leaf.organization }];
  return [{ name: "commonName", value: leaf.commonName }, ...organization];
}

function extensionsOf(leaf: FakeLeaf): object[] {
  // GeneralName of RFC 5280, 4.2.1.6: 2 is a DNS name, 6 a URI, 7 an IP address.
  const dns = (leaf.dnsNames ?? []).map((value) => ({ type: 2, value }));
  const uris = (leaf.uris ?? []).map((value) => ({ type: 6, value }));
  const ips = (leaf.ipAddresses ?? []).map((ip) => ({ type: 7, ip }));
  return [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: leaf.usages.includes("server"), clientAuth: leaf.usages.includes("client") },
    ...(dns.length + uris.length + ips.length === 0
      ? []
      : [{ name: "subjectAltName", altNames: [...dns, ...uris, ...ips] }]),
  ];
}
