import { describe, expect, it } from "vitest";
import { certificatePossessionBytes, enrolPossessionBytes } from "./possession.ts";

describe("the bytes that prove possession of a key", () => {
  it("are those of enrol.proto", () => {
    const bytes = enrolPossessionBytes({
      token: "qrt.x",
      hostName: "master90",
      publicKey: Uint8Array.of(0x30, 0x0a, 0xff),
    });
    expect(Buffer.from(bytes).toString("latin1")).toBe("quorate-enrol-v1\nqrt.x\nmaster90\n\x30\x0a\xff");
  });

  it("are those of control.proto", () => {
    const request = { run: "r1", step: "certificates/etcd/a", role: "etcd-peer", publicKey: Uint8Array.of(0x30) };
    const text = Buffer.from(certificatePossessionBytes(request)).toString("latin1");
    expect(text).toBe("quorate-certificate-v1\nr1\ncertificates/etcd/a\netcd-peer\n\x30");
  });

  it("are refused for a field with a line break", () => {
    const publicKey = Uint8Array.of(0x30);
    expect(() => enrolPossessionBytes({ token: "a\nb", hostName: "c", publicKey })).toThrow(TypeError);
    expect(() => certificatePossessionBytes({ run: "a", step: "b", role: "c\n", publicKey })).toThrow(TypeError);
  });
});
