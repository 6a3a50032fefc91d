import { describe, expect, test } from "vitest";
import { formatAddress, parseListenAddress } from "./listen-address.ts";
import { addressOfPeer } from "./peer-address.ts";

describe("an address to listen on", () => {
  test.each(["0.0.0.0:7443", "[::]:7443", "[2001:db8::1]:0", "coordinator.example:65535"])("%s is read", (text) => {
    expect(formatAddress(parseListenAddress(text))).toBe(text);
  });

  test.each(["", "7443", ":7443", "::1:7443", "[10.0.0.1]:1", "10.0.0.1:65536", "10.0.0.1:7443/x", "[::]"])(
    "%j is refused",
    (text) => {
      expect(() => parseListenAddress(text)).toThrow(expect.objectContaining({ code: "USAGE" }));
    },
  );
});

test.each([
  ["10.0.0.1:41234", "10.0.0.1"],
  ["::ffff:10.0.0.1:41234", "10.0.0.1"],
  ["2001:db8::1:41234", "2001:db8::1"],
  ["unknown", "unknown"],
])("the address of the peer %s is %s", (peer, address) => {
  expect(addressOfPeer(peer)).toBe(address);
});
