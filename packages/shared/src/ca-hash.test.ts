import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { caHash, isCaHash, publicKeyOf, spkiSha256 } from "./ca-hash.ts";

function selfSigned(): string {
  const request = [
    "req",
    "-x509",
    "-nodes",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-keyout",
    "/dev/null",
  ];
  return execFileSync("openssl", [...request, "-subj", "/CN=ca"], { encoding: "utf8", stdio: "pipe" });
}

describe("the hash of a CA", () => {
  it("is what the openssl line in kubeadm's documentation prints", () => {
    const pem = selfSigned();
    const publicKey = execFileSync("openssl", ["x509", "-pubkey", "-noout"], { input: pem });
    const der = execFileSync("openssl", ["pkey", "-pubin", "-outform", "der"], { input: publicKey });
    const expected = createHash("sha256").update(der).digest("hex");
    expect(caHash(pem)).toBe(`sha256:${expected}`);
    expect(caHash(new X509Certificate(pem))).toBe(`sha256:${expected}`);
    expect(spkiSha256(publicKeyOf(new X509Certificate(pem)))).toBe(expected);
  });

  it("is told from other text by its form", () => {
    expect(isCaHash(`sha256:${"0a".repeat(32)}`)).toBe(true);
    for (const text of [
      "",
      "0a".repeat(32),
      `sha256:${"0A".repeat(32)}`,
      `sha256:${"0a".repeat(31)}`,
      `sha256:${"0a".repeat(32)}\n`,
    ]) {
      expect(isCaHash(text)).toBe(false);
    }
  });
});
