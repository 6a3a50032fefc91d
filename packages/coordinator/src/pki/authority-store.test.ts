import { execFileSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync, sign, verify, X509Certificate } from "node:crypto";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@quorate/shared/clock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Seal } from "../journal/seal.ts";
import { authorityNames, openAuthorityStore, sharedAuthorities } from "./authority-store.ts";
import type { CertificateRequest } from "./certificate-authority.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-ca-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const request: CertificateRequest = {
  publicKeyDer: generateKeyPairSync("rsa", { modulusLength: 2_048 }).publicKey.export({ type: "spki", format: "der" }),
  commonName: "master90",
  dnsNames: [],
  ipAddresses: ["10.0.0.90"],
  usages: ["server", "client"],
  days: 1,
};
const file = (name: string): string => join(directory, name);
const openssl = (...args: readonly string[]): string =>
  execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });

function verifies(anchor: string, leaf: string): boolean {
  writeFileSync(file("anchor.pem"), anchor);
  writeFileSync(file("leaf.pem"), leaf);
  return openssl("verify", "-x509_strict", "-CAfile", file("anchor.pem"), file("leaf.pem")).endsWith(": OK\n");
}

/** Key and self-signed certificate in the place of the fleet CA, as an operator would bring them. */
function bringCa(key: readonly string[], subject: string, ...more: readonly string[]): void {
  const made = ["req", "-x509", "-nodes", "-utf8", "-days", "30", "-subj", subject, "-newkey", ...key, ...more];
  openssl(...made, "-keyout", file("fleet.key"), "-out", file("fleet.crt"));
  chmodSync(file("fleet.key"), 0o600);
}

describe("the CAs of the state directory", () => {
  it("are made at their first use, once, and come back the same", async () => {
    const store = openAuthorityStore(directory);
    const [fleet, again] = await Promise.all([store.get("fleet"), store.get("fleet")]);
    expect(again).toBe(fleet);
    const reopened = await openAuthorityStore(directory).get("fleet");
    expect(reopened.caHash).toBe(fleet.caHash);
    expect(reopened.certificatePem).toBe(fleet.certificatePem);
    expect(verifies(fleet.certificatePem, reopened.issue(request).certificatePem)).toBe(true);
  });

  it("are kept by the seal of the state, the key of service accounts too, and open with it again", async () => {
    const seal: Seal = {
      encrypts: true,
      seal: (name, text) => `${name}|${Buffer.from(text).toString("base64")}`,
      unseal: (name, text) => Buffer.from(text.split(`${name}|`)[1] ?? "", "base64").toString("utf8"),
    };
    const store = openAuthorityStore(directory, systemClock, seal);
    const [{ caHash }, { publicPem }] = [await store.get("fleet"), await store.serviceAccountKey()];
    for (const name of ["fleet.key", "kubernetes-service-account.key"]) {
      expect(readFileSync(file(name), "utf8")).toMatch(new RegExp(`^${name}\\|`));
    }
    const reopened = openAuthorityStore(directory, systemClock, seal);
    expect((await reopened.get("fleet")).caHash).toBe(caHash);
    expect((await reopened.serviceAccountKey()).publicPem).toBe(publicPem);
  });

  it("are one per purpose, with keys of their own that only the owner reads", async () => {
    const store = openAuthorityStore(directory);
    const authorities = await Promise.all(authorityNames.map((name) => store.get(name)));
    expect(new Set(authorities.map(({ caHash }) => caHash)).size).toBe(authorityNames.length);
    for (const name of authorityNames) {
      expect(statSync(file(`${name}.key`)).mode & 0o777).toBe(0o600);
      expect(readFileSync(file(`${name}.key`), "utf8")).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    }
    for (const [index, signer] of authorities.entries()) {
      const { certificatePem } = signer.issue(request);
      for (const [other, anchor] of authorities.entries()) {
        const verified = other === index ? verifies(anchor.certificatePem, certificatePem) : false;
        expect(new X509Certificate(certificatePem).verify(new X509Certificate(anchor.certificatePem).publicKey)).toBe(
          verified,
        );
      }
    }
  });
});

/** What openssl says of a certificate, without its numbers and times. */
function extensionsOf(pem: string): string {
  writeFileSync(file("shown.pem"), pem);
  return openssl("x509", "-noout", "-in", file("shown.pem"), "-ext", "basicConstraints,keyUsage,subjectAltName");
}

describe("the CAs of a Kubernetes cluster", () => {
  it("look as kubeadm's own do: names, usages, no length of path, ten years", async () => {
    const store = openAuthorityStore(directory);
    const shared = await Promise.all(sharedAuthorities.map((name) => store.get(name)));
    const certificates = shared.map(({ certificatePem }) => new X509Certificate(certificatePem));
    expect(certificates.map(({ subject }) => subject)).toEqual(["CN=kubernetes", "CN=front-proxy-ca", "CN=etcd-ca"]);
    const days = certificates.map(({ validToDate }) => (validToDate.getTime() - Date.now()) / 86_400_000);
    for (const left of days) expect(left).toBeGreaterThan(3_649);
    const [kubernetes] = shared;
    expect(
      extensionsOf(kubernetes?.certificatePem ?? "")
        .split("\n")
        .map((line) => line.trim()),
    ).toEqual([
      "X509v3 Basic Constraints: critical",
      "CA:TRUE",
      "X509v3 Key Usage: critical",
      "Digital Signature, Key Encipherment, Certificate Sign",
      "X509v3 Subject Alternative Name:",
      "DNS:kubernetes",
      "",
    ]);
    for (const authority of shared)
      expect(verifies(authority.certificatePem, authority.issue(request).certificatePem)).toBe(true);
  });

  it("hand out their keys in the form that kubeadm writes, and each goes with its certificate", async () => {
    const store = openAuthorityStore(directory);
    for (const name of sharedAuthorities) {
      const key = (await store.keyOf(name)).reveal();
      expect(key).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
      const { certificatePem } = await store.get(name);
      expect(new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(key))).toBe(true);
    }
  });
});

describe("the key pair of the service accounts", () => {
  it("is made once, closed to others, and comes back the same", async () => {
    const made = await openAuthorityStore(directory).serviceAccountKey();
    const again = await openAuthorityStore(directory).serviceAccountKey();
    expect(again.publicPem).toBe(made.publicPem);
    expect(again.privatePem.reveal()).toBe(made.privatePem.reveal());
    expect(made.privatePem.reveal()).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(made.publicPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    const signature = sign("sha256", Buffer.from("a token"), made.privatePem.reveal());
    expect(verify("sha256", Buffer.from("a token"), made.publicPem, signature)).toBe(true);
    expect(statSync(file("kubernetes-service-account.key")).mode & 0o777).toBe(0o600);
  });

  it("is refused when it is gone or exchanged, and never made anew", async () => {
    await openAuthorityStore(directory).serviceAccountKey();
    await openAuthorityStore(directory).get("fleet");
    copyFileSync(file("fleet.key"), file("kubernetes-service-account.key"));
    await expect(openAuthorityStore(directory).serviceAccountKey()).rejects.toMatchObject({ code: "CA_MISMATCH" });
    rmSync(file("kubernetes-service-account.key"));
    await expect(openAuthorityStore(directory).serviceAccountKey()).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
      message: expect.stringContaining("the key of the service accounts is gone"),
    });
  });
});

describe("a CA that a crash cut in half, or that lost its certificate", () => {
  it("is signed again by the same key, and what it issued before still verifies", async () => {
    const before = await openAuthorityStore(directory).get("fleet");
    const issued = before.issue(request).certificatePem;
    rmSync(file("fleet.crt"));
    const after = await openAuthorityStore(directory).get("fleet");
    expect(after.caHash).toBe(before.caHash);
    expect(after.certificatePem).not.toBe(before.certificatePem);
    expect(verifies(after.certificatePem, issued)).toBe(true);
    expect(verifies(before.certificatePem, after.issue(request).certificatePem)).toBe(true);
  });

  it("is taken over when the crash came before it was noted", async () => {
    const before = await openAuthorityStore(directory).get("fleet");
    rmSync(file("known.json"));
    expect((await openAuthorityStore(directory).get("fleet")).caHash).toBe(before.caHash);
    expect(readFileSync(file("known.json"), "utf8")).toContain(before.caHash);
  });
});

describe("a CA that is not what it was", () => {
  it("is refused when its key is gone", async () => {
    await openAuthorityStore(directory).get("fleet");
    rmSync(file("fleet.key"));
    const gone = { code: "FILE_ACCESS_FAILED", message: `the key of the fleet CA is gone: ${file("fleet.key")}` };
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject(gone);
    rmSync(file("fleet.crt"));
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject(gone);
  });

  it("is refused when it was exchanged, with or without its certificate, and nothing is written", async () => {
    await openAuthorityStore(directory).get("fleet");
    await openAuthorityStore(directory).get("etcd-peer");
    copyFileSync(file("etcd-peer.key"), file("fleet.key"));
    copyFileSync(file("etcd-peer.crt"), file("fleet.crt"));
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject({ code: "CA_MISMATCH" });
    rmSync(file("fleet.crt"));
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject({ code: "CA_MISMATCH" });
    expect(() => statSync(file("fleet.crt"))).toThrow("ENOENT");
  });

  it("is refused when key and certificate are of two CAs", async () => {
    const store = openAuthorityStore(directory);
    await store.get("fleet");
    await store.get("etcd-peer");
    copyFileSync(file("etcd-peer.key"), file("fleet.key"));
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject({
      code: "CERTIFICATE_INVALID",
      message: "the certificate of the fleet CA does not belong to its key",
    });
  });

  it("is refused while others can read its key, and taken when they cannot any more", async () => {
    await openAuthorityStore(directory).get("fleet");
    chmodSync(file("fleet.key"), 0o640);
    const store = openAuthorityStore(directory);
    await expect(store.get("fleet")).rejects.toMatchObject({ hint: `run: chmod 600 ${file("fleet.key")}` });
    chmodSync(file("fleet.key"), 0o600);
    await expect(store.get("fleet")).resolves.toBeDefined();
  });

  it.each([
    ["fleet.key", "FILE_ACCESS_FAILED", "the key of the fleet CA cannot be read"],
    ["fleet.crt", "CERTIFICATE_INVALID", "the certificate of the fleet CA cannot be read"],
    ["known.json", "FILE_ACCESS_FAILED", "the list of CAs"],
  ])("is refused when %s is damaged", async (name, code, message) => {
    await openAuthorityStore(directory).get("fleet");
    writeFileSync(file(name), "damaged");
    const opening = async (): Promise<unknown> => openAuthorityStore(directory).get("fleet");
    await expect(opening()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe("a CA from the operator", () => {
  it("is used when it is self-signed RSA, whatever its name", async () => {
    bringCa(["rsa:2048"], "/C=DE/O=Acme, Inc./OU=Größe/CN=Acme fleet", "-addext", "keyUsage=critical,keyCertSign");
    const fleet = await openAuthorityStore(directory).get("fleet");
    const { certificatePem } = fleet.issue(request);
    expect(verifies(readFileSync(file("fleet.crt"), "utf8"), certificatePem)).toBe(true);
    const name = new X509Certificate(fleet.certificatePem).subject;
    expect(new X509Certificate(certificatePem).issuer).toBe(name);
  });

  it.each([
    [
      "an elliptic-curve key",
      ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
      "/CN=a",
      [],
      "the fleet CA has a key of type ec",
    ],
    ["an Ed25519 key", ["ed25519"], "/CN=a", [], "the fleet CA has a key of type ed25519"],
    ["1024 bits", ["rsa:1024"], "/CN=a", [], "the fleet CA has an RSA key of 1024 bits"],
    [
      "a name that cannot be repeated",
      ["rsa:2048"],
      "/CN=a+OU=b",
      ["-multivalue-rdn"],
      "the fleet CA has a subject that cannot be repeated as an issuer",
    ],
  ])("is refused at once with %s", async (_what, key, subject, more, message) => {
    bringCa(key, subject, ...more);
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message,
      hint: expect.stringContaining("self-signed RSA CA of 2048 to 4096 bits"),
    });
  });

  it("is refused when only its elliptic-curve key is there", async () => {
    bringCa(["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "/CN=a");
    rmSync(file("fleet.crt"));
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });

  it("is refused when it is no CA", async () => {
    bringCa(["rsa:2048"], "/CN=a", "-addext", "basicConstraints=critical,CA:FALSE");
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject({
      code: "CERTIFICATE_INVALID",
      message: expect.stringContaining("is no CA"),
    });
  });

  it("is refused when another CA signed it", async () => {
    bringCa(["rsa:2048"], "/CN=root");
    copyFileSync(file("fleet.crt"), file("root.crt"));
    copyFileSync(file("fleet.key"), file("root.key"));
    bringCa(["rsa:2048"], "/CN=middle", "-CA", file("root.crt"), "-CAkey", file("root.key"));
    await expect(openAuthorityStore(directory).get("fleet")).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("is not self-signed"),
    });
  });
});
