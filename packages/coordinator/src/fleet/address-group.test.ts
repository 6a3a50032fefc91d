import { describe, expect, test } from "vitest";
import { addressGroup, plainAddress } from "./address-group.ts";

describe("what limits are counted by", () => {
  test.each([
    ["10.0.0.1", "10.0.0.1"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["2001:db8:1:2:aaaa::1", "2001:db8:1:2"],
    ["2001:db8:1:2:bbbb:1:2:3", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["2001:DB8:0:0::2", "2001:db8:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["::1", "0:0:0:0"],
    ["2001:db8:1:2::", "2001:db8:1:2"],
  ])("of %s is %s", (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });

  test("an IPv4 address is the same over an IPv6 socket", () => {
    expect(plainAddress("::FFFF:192.168.1.9")).toBe("192.168.1.9");
  });
});
