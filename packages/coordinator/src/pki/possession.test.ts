import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { certificatePossessionBytes, enrolPossessionBytes } from "@quorate/shared/possession";
import { describe, expect, it } from "vitest";
import { verifyCertificatePossession, verifyEnrolPossession } from "./possession.ts";

const own = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const der = (key: KeyObject): Buffer => key.export({ type: "spki", format: "der" });

const enrol = { token: "qrt.abc", hostName: "master90", publicKey: der(own.publicKey) };
const certificate = {
  run: "run-1",
  step: "certificates/etcd/master90",
  role: "etcd-peer",
  publicKey: der(own.publicKey),
};
const signed = (bytes: Uint8Array, key = own.privateKey): Buffer => sign("sha256", bytes, key);
const refused = expect.objectContaining({ code: "CERTIFICATE_REFUSED" });

describe("proof that the sender holds the key", () => {
  it("gives the key of an enrolment that its own key signed", () => {
    const key = verifyEnrolPossession(enrol, signed(enrolPossessionBytes(enrol)));
    expect(key.spkiSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(key.key.equals(own.publicKey)).toBe(true);
  });

  it("gives the key of a certificate request that its own key signed", () => {
    const key = verifyCertificatePossession(certificate, signed(certificatePossessionBytes(certificate)));
    expect(key.key.equals(own.publicKey)).toBe(true);
  });

  it.each([
    ["another token", { ...enrol, token: "qrt.abd" }],
    ["another host", { ...enrol, hostName: "master91" }],
    ["another key", { ...enrol, publicKey: der(other.publicKey) }],
    ["a field that ends earlier and one that starts earlier", { ...enrol, token: "qrt.ab", hostName: "cmaster90" }],
  ])("fails for %s", (_what, claimed) => {
    const signature = signed(enrolPossessionBytes(enrol));
    expect(() => verifyEnrolPossession(claimed, signature)).toThrow(refused);
  });

  it.each([
    ["run", { ...certificate, run: "run-2" }],
    ["step", { ...certificate, step: "certificates/etcd/master91" }],
    ["role", { ...certificate, role: "etcd-root" }],
  ])("fails for another %s", (_what, claimed) => {
    const signature = signed(certificatePossessionBytes(certificate));
    expect(() => verifyCertificatePossession(claimed, signature)).toThrow(refused);
  });

  it("of one kind is none of the other kind", () => {
    const lookalike = { token: "run-1", hostName: "step\nrole", publicKey: certificate.publicKey };
    const signature = signed(certificatePossessionBytes({ ...certificate, step: "step", role: "role" }));
    expect(() => verifyEnrolPossession(lookalike, signature)).toThrow(refused);
  });

  it("fails for a signature of another key, an empty one and one of another digest", () => {
    const bytes = enrolPossessionBytes(enrol);
    for (const signature of [signed(bytes, other.privateKey), Buffer.alloc(0), sign("sha1", bytes, own.privateKey)]) {
      expect(() => verifyEnrolPossession(enrol, signature)).toThrow(refused);
    }
  });

  it("fails for a line break in a field, which would let two requests share one signature", () => {
    const split = { ...enrol, token: "qrt.abc\nmaster90" };
    expect(() => verifyEnrolPossession(split, Buffer.alloc(256))).toThrow(
      expect.objectContaining({ code: "CERTIFICATE_REFUSED", message: expect.stringContaining("line break") }),
    );
  });
});
