import { expect, it } from "vitest";
import { usableAddress } from "./host.ts";

it.each(["192.168.1.90", "10.0.0.1", "172.16.0.1", "8.8.8.8", "223.255.255.1", "fd00::1", "2001:db8::1"])(
  "%s can be a host",
  (text) => {
    expect(usableAddress(text)?.text).toBe(text);
  },
);

it.each([
  ...["0.0.0.0", "127.0.0.1", "127.1.2.3", "169.254.10.1", "224.0.0.18", "239.1.1.1", "240.0.0.1", "255.255.255.255"],
  ...["::", "::1", "0:0:0:0:0:0:0:1", "fe80::1", "FE80::1", "febf::1", "ff02::12", "::ffff:c0a8:15a"],
])("%s is no address of a host", (text) => {
  expect(usableAddress(text)).toBeUndefined();
});
