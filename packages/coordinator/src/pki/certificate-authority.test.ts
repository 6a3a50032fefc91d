// Before `toLegacyObject` needs it: Node 24.21 would load it from the inside, half, and could make no TLS connection any more.
import "node:tls";

import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CertificateAuthority, type CertificateRequest, signAuthority } from "./certificate-authority.ts";
import { serialFrom } from "./signed-certificate.ts";

const now = Date.UTC(2026, 10, 22, 9, 30);
const clock = { wallMs: () => now };
const dayMs = 86_400_000;

const caKey = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
const leafKey = generateKeyPairSync("rsa", { modulusLength: 2_048 }).publicKey;
const spki = (key = leafKey): Buffer => key.export({ type: "spki", format: "der" });
const caPem = signAuthority("etcd-peer", caKey, clock);
const ca = new CertificateAuthority({ name: "etcd-peer", certificatePem: caPem, key: caKey, clock });

const request: CertificateRequest = {
  publicKeyDer: spki(),
  commonName: "master90",
  dnsNames: ["master90"],
  ipAddresses: ["192.168.1.90"],
  usages: ["server", "client"],
  days: 365,
};

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-pki-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function opensslText(pem: string): string {
  return execFileSync("openssl", ["x509", "-noout", "-text"], { input: pem, encoding: "utf8" });
}

/** "" when OpenSSL's strict verification takes the certificate, for the purpose if one is named, else its complaint. */
function complaint(anchor: string, pem: string, purpose?: "sslserver" | "sslclient"): string {
  writeFileSync(join(directory, "ca.pem"), anchor);
  writeFileSync(join(directory, "leaf.pem"), pem);
  const time = ["-attime", String(now / 1_000)];
  const files = ["-CAfile", join(directory, "ca.pem"), join(directory, "leaf.pem")];
  const run = spawnSync(
    "openssl",
    ["verify", "-x509_strict", ...(purpose ? ["-purpose", purpose] : []), ...time, ...files],
    {
      encoding: "utf8",
    },
  );
  return run.status === 0 ? "" : run.stderr;
}

const refusal = (message: string | RegExp): unknown =>
  expect.objectContaining({ code: "CERTIFICATE_REFUSED", message: expect.stringMatching(message) });

describe("a CA's own certificate", () => {
  it("may sign leaves and nothing else, and passes OpenSSL's strict rules", () => {
    const text = opensslText(caPem);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(text).toContain("Signature Algorithm: sha256WithRSAEncryption");
    expect(text).toMatch(/Subject: CN = quorate etcd-peer CA/);
    expect(complaint(caPem, caPem)).toBe("");
  });

  it("lives ten years, and began five minutes ago", () => {
    const { validFromDate, validToDate } = new X509Certificate(caPem);
    expect(validFromDate.getTime()).toBe(now - 5 * 60_000);
    expect(validToDate.getTime()).toBe(now + 3_650 * dayMs);
  });
});

describe("an issued certificate", () => {
  it("says exactly what was asked for", () => {
    const { certificatePem, serial, notAfter } = ca.issue({
      ...request,
      organization: "quorate:master90",
      uris: ["spiffe://quorate-0123456789ab/agent/master90"],
    });
    const leaf = new X509Certificate(certificatePem);
    expect(leaf.subject).toBe("O=quorate:master90\nCN=master90");
    expect(leaf.subjectAltName).toBe(
      "DNS:master90, URI:spiffe://quorate-0123456789ab/agent/master90, IP Address:192.168.1.90",
    );
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    expect(leaf.serialNumber.toLowerCase()).toBe(serial);
    expect(leaf.validFromDate.getTime()).toBe(now - 5 * 60_000);
    expect(leaf.validToDate.toISOString()).toBe(notAfter);
    expect(notAfter).toBe("2027-11-22T09:30:00.000Z");
    expect(leaf.publicKey.equals(leafKey)).toBe(true);
    const text = opensslText(certificatePem);
    expect(text).toContain("Signature Algorithm: sha256WithRSAEncryption");
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
    expect(text).toContain("X509v3 Authority Key Identifier");
    expect(text).toContain("X509v3 Subject Key Identifier");
  });

  it("of a client may do nothing but sign, and needs no other name", () => {
    const { certificatePem } = ca.issue({ ...request, usages: ["client"], dnsNames: [], ipAddresses: [] });
    const text = opensslText(certificatePem);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).not.toContain("Subject Alternative Name");
    expect(complaint(caPem, certificatePem, "sslclient")).toBe("");
    expect(complaint(caPem, certificatePem, "sslserver")).toContain("unsuitable certificate purpose");
  });

  it("of a server is no client", () => {
    const { certificatePem } = ca.issue({ ...request, usages: ["server"] });
    expect(complaint(caPem, certificatePem, "sslserver")).toBe("");
    expect(complaint(caPem, certificatePem, "sslclient")).toContain("unsuitable certificate purpose");
  });

  it("verifies for both purposes when both were asked for, and under no other CA", () => {
    const { certificatePem } = ca.issue(request);
    expect(complaint(caPem, certificatePem, "sslserver")).toBe("");
    expect(complaint(caPem, certificatePem, "sslclient")).toBe("");
    const otherKey = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
    expect(complaint(signAuthority("etcd-peer", otherKey, clock), certificatePem, "sslclient")).not.toBe("");
  });

  it("has a serial of its own", () => {
    const serials = Array.from({ length: 50 }, () => ca.issue(request).serial);
    expect(new Set(serials).size).toBe(50);
  });

  it("never lives longer than its CA", () => {
    const late = now + 3_600 * dayMs;
    const old = new CertificateAuthority({
      name: "x",
      certificatePem: caPem,
      key: caKey,
      clock: { wallMs: () => late },
    });
    expect(old.issue({ ...request, days: 49 }).notAfter).toBe(new Date(late + 49 * dayMs).toISOString());
    const caEnd = new X509Certificate(caPem).validToDate.toISOString();
    expect(old.issue({ ...request, days: 51 }).notAfter).toBe(caEnd);
    expect(old.issue({ ...request, days: 3_650 }).notAfter).toBe(caEnd);
  });

  it.each([
    ["before the CA began", now - 6 * 60_000],
    ["after the CA ended", now + 3_650 * dayMs],
  ])("is refused %s", (_when, at) => {
    const elsewhen = new CertificateAuthority({
      name: "fleet",
      certificatePem: caPem,
      key: caKey,
      clock: { wallMs: () => at },
    });
    expect(() => elsewhen.issue(request)).toThrow(
      expect.objectContaining({
        code: "CERTIFICATE_INVALID",
        message: expect.stringContaining(new Date(at).toISOString()),
      }),
    );
  });
});

describe("serial numbers", () => {
  it("are positive and of 16 bytes, whatever the random bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (random) => {
        const serial = serialFrom(random);
        expect(serial).toMatch(/^[0-9a-f]{32}$/);
        const first = Number.parseInt(serial.slice(0, 2), 16);
        expect(first).toBeGreaterThan(0);
        expect(first).toBeLessThan(0x80);
        expect(serial.slice(2)).toBe(Buffer.from(random.subarray(1)).toString("hex"));
      }),
    );
  });
});

describe("names in a certificate", () => {
  it("are refused when they hold a separator or a control character", () => {
    const separator = fc.constantFrom(",", "=", "/", "\n", "\0", "\x7f", "\\", '"', "+", "é", "\u2028");
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), separator, fc.string({ maxLength: 30 }), (before, bad, after) => {
        const name = before + bad + after;
        expect(() => ca.issue({ ...request, commonName: name })).toThrow(refusal("common name"));
        expect(() => ca.issue({ ...request, organization: name })).toThrow(refusal("organization"));
        expect(() => ca.issue({ ...request, dnsNames: ["ok", name] })).toThrow(refusal("DNS name"));
        // A slash belongs into a URI's path.
        if (bad === "/") return;
        expect(() => ca.issue({ ...request, uris: [`spiffe://ok/${name}`] })).toThrow(refusal("URI|common name"));
      }),
    );
  });

  it("arrive unchanged when they are taken", () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9 .:_@-]{0,30}[A-Za-z0-9])?$/);
    fc.assert(
      fc.property(plain, plain, (commonName, organization) => {
        const leaf = new X509Certificate(ca.issue({ ...request, commonName, organization }).certificatePem);
        expect(leaf.toLegacyObject().subject).toEqual({ O: organization, CN: commonName });
      }),
      { numRuns: 40 },
    );
  });

  it.each(["", " a", "a ", "a".repeat(65), "-"])("are no %j", (commonName) => {
    expect(() => ca.issue({ ...request, commonName })).toThrow(refusal("common name"));
  });

  it.each(["", "*.example.com", "UPPER", "a..b", "-a", "a.b, DNS:evil", `${"a.".repeat(126)}abc`])(
    "of DNS are no %j",
    (name) => {
      expect(() => ca.issue({ ...request, dnsNames: [name] })).toThrow(refusal("DNS name"));
    },
  );

  it.each(["", "1.2.3", "01.2.3.4", "1.2.3.4/24", "fe80::1%eth0", "[::1]", "localhost"])(
    "of IP are no %j",
    (address) => {
      expect(() => ca.issue({ ...request, ipAddresses: [address] })).toThrow(refusal("IP address"));
    },
  );

  it.each(["https://a/b", "spiffe://a", "spiffe://a/", "spiffe://a/../b", "spiffe://A/b", "spiffe://a//b"])(
    "of URIs are no %j",
    (uri) => {
      expect(() => ca.issue({ ...request, uris: [uri] })).toThrow(refusal("URI"));
    },
  );

  it("hold every IP address as the machine understands it", () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(address, (ip) => {
        const leaf = new X509Certificate(ca.issue({ ...request, ipAddresses: [ip] }).certificatePem);
        expect(leaf.checkIP(ip)).toBeDefined();
      }),
      { numRuns: 80 },
    );
  });

  it.each([0, -1, 1.5, 3_651, Number.NaN])("come with no life of %d days", (days) => {
    expect(() => ca.issue({ ...request, days })).toThrow(refusal("life in days"));
  });

  it("come with at least one usage", () => {
    expect(() => ca.issue({ ...request, usages: [] })).toThrow(refusal("usage"));
  });
});

describe("a public key from the wire", () => {
  const jwk = (bytes: number, e = "AQAB"): Buffer => {
    const n = Buffer.alloc(bytes, 0xff).toString("base64url");
    return spki(createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" }));
  };
  it.each([
    [
      "an elliptic curve",
      generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "der" }),
      "type ec",
    ],
    ["Ed25519", generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" }), "type ed25519"],
    [
      "RSA-PSS",
      generateKeyPairSync("rsa-pss", { modulusLength: 2_048 }).publicKey.export({ type: "spki", format: "der" }),
      "type rsa-pss",
    ],
    ["1024 bits", jwk(128), "1024 bits"],
    ["2040 bits", jwk(255), "2040 bits"],
    ["4104 bits", jwk(513), "4104 bits"],
    ["16384 bits", jwk(2_048), "bytes, more than any"],
    ["the exponent 3", jwk(256, "Aw"), "exponent 3"],
    ["bytes after its end", Buffer.concat([spki(), Buffer.from([0])]), "canonical|not a DER"],
    ["nothing", Buffer.alloc(0), "not a DER"],
    ["PEM", Buffer.from(leafKey.export({ type: "spki", format: "pem" })), "not a DER"],
  ])("is refused with %s", (_what, publicKeyDer, message) => {
    expect(() => ca.issue({ ...request, publicKeyDer })).toThrow(refusal(message));
  });

  it("is taken with 2048 and with 4096 bits", () => {
    for (const bytes of [256, 512]) expect(ca.issue({ ...request, publicKeyDer: jwk(bytes) }).serial).toHaveLength(32);
  });

  it("never makes anything but a refusal of random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (publicKeyDer) => {
        expect(() => ca.issue({ ...request, publicKeyDer })).toThrow(refusal(""));
      }),
    );
  });
});
