import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import { describe, expect, it } from "vitest";
import { redactedError, redactor } from "./redact.ts";

const token = new Secret("abcdef.0123456789abcdef");

describe("redactor", () => {
  const redact = redactor([token]);

  it.each([
    ["the token", "--token abcdef.0123456789abcdef", "--token [redacted]"],
    ["its secret half", "secret 0123456789abcdef here", "secret [redacted] here"],
    ["base64 of it", `token: ${Buffer.from(token.reveal()).toString("base64")}`, "token: [redacted]"],
    ["a token of somebody else's", "use zyxwvu.fedcba9876543210", "use [redacted]"],
    ["a certificate key", `--certificate-key ${"9a".repeat(32)}`, "--certificate-key [redacted]"],
    ["a service account's token", "eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJl", "[redacted]"],
  ])("takes out %s", (_what, text, left) => {
    expect(redact(text)).toBe(left);
  });

  it("leaves what everybody may know: the id of a token and the hash of a CA", () => {
    const text = `token ID "abcdef", --discovery-token-ca-cert-hash sha256:${"9a".repeat(32)}`;
    expect(redact(text)).toBe(text);
  });
});

describe("redactedError", () => {
  it("keeps code and hint and takes secrets out of message and evidence", () => {
    const error = new AppError("KUBEADM_FAILED", "kubeadm said 0123456789abcdef", {
      hint: "do this",
      evidence: ["abcdef.0123456789abcdef"],
    });
    const clean = redactedError(error, redactor([token]));
    expect(clean).toMatchObject({ code: "KUBEADM_FAILED", hint: "do this", evidence: ["[redacted]"] });
    expect(clean.message).toBe("kubeadm said [redacted]");
  });

  it("gives the very error back that shows nothing", () => {
    const error = new AppError("KUBEADM_FAILED", "harmless");
    expect(redactedError(error, redactor([token]))).toBe(error);
  });
});
