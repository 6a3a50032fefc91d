import { describe, expect, it } from "vitest";
import { inSameNetwork, isLoopback, sameAddress } from "./addresses.ts";

describe("addresses", () => {
  it("knows the many spellings of one IPv6 address", () => {
    expect(sameAddress("2001:DB8:0:0::1", "2001:db8::1")).toBe(true);
    expect(sameAddress("fe80::1%eth0", "fe80::1")).toBe(true);
    expect(sameAddress("10.0.0.1", "10.0.0.10")).toBe(false);
  });

  it("tells whether two addresses share a network", () => {
    expect(inSameNetwork("192.168.1.33", "192.168.1.90", 24)).toBe(true);
    expect(inSameNetwork("192.168.2.33", "192.168.1.90", 24)).toBe(false);
    expect(inSameNetwork("fd00::5", "fd00::1", 64)).toBe(true);
    expect(inSameNetwork("fd00::5", "192.168.1.90", 24)).toBe(false);
  });

  it("knows loopback addresses", () => {
    expect([isLoopback("127.0.1.1"), isLoopback("::1"), isLoopback("10.0.0.1")]).toEqual([true, true, false]);
  });
});
