import { describe, expect, it } from "vitest";
import { withoutSecrets } from "./redact.ts";
import { Secret } from "./secret.ts";

const token = new Secret("abcdef.0123456789abcdef");
const line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7";
const key = new Secret(`-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`);

describe("withoutSecrets", () => {
  it("fault 69: takes a known secret out of every text, in every form in which it may turn up", () => {
    const report = {
      type: "output",
      lease: { epoch: 3n, attempt: 1 },
      lines: [
        "joined with abcdef.0123456789abcdef",
        "its secret is 0123456789abcdef",
        `data: ${Buffer.from(token.reveal()).toString("base64")}`,
        `key ${line}`,
        "nothing",
      ],
    };
    const clean = withoutSecrets(report, [token, key]);
    expect(clean.lines).toEqual([
      "joined with [redacted]",
      "its secret is [redacted]",
      "data: [redacted]",
      "key [redacted]",
      "nothing",
    ]);
    expect(clean.lease).toBe(report.lease);
  });

  it("gives the very same value back when there is nothing to take out", () => {
    const value = { a: ["abcdef", { b: 1n }], c: null, d: undefined };
    expect(withoutSecrets(value, [token, key])).toBe(value);
  });

  it("leaves what everybody may know: the id of a token and the frame of a key", () => {
    const said = "token abcdef of -----BEGIN PRIVATE KEY-----";
    expect(withoutSecrets(said, [token, key])).toBe(said);
  });
});
