import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains, networkOf, overlaps, parseAddress, parseNetwork } from "./ip-network.ts";

const v4 = fc.ipV4();
const v6 = fc.array(
  fc.integer({ min: 0, max: 0xffff }).map((n) => (n % 3 === 0 ? 0 : n)),
  { minLength: 8, maxLength: 8 },
);

function address(text: string) {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`no address: ${text}`);
  return parsed;
}

describe("an address", () => {
  it.each([
    ["192.168.1.90", "192.168.1.90"],
    ["2001:DB8::1", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["10:0:0:0:0:0:0:10", "10::10"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["1:0:0:0:0:0:0:0", "1::"],
    ["100:0:0:1::", "100:0:0:1::"],
  ])("%s is written %s", (text, canonical) => {
    expect(parseAddress(text)?.text).toBe(canonical);
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4/24",
    "fe80::1%eth0",
    "::ffff:1.2.3.4",
    "[::1]",
    "1::2::3",
    "::1 ",
    "host",
  ])("%j is none", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it("in IPv6 has one spelling, the same that a URL has", () => {
    fc.assert(
      fc.property(v6, (groups) => {
        const text = groups.map((group) => group.toString(16)).join(":");
        expect(`[${address(text).text}]`).toBe(new URL(`http://[${text}]/`).hostname);
      }),
    );
  });
});

describe("a network", () => {
  it.each([
    ["10.244.3.7/16", "10.244.0.0/16"],
    ["192.168.1.33/32", "192.168.1.33/32"],
    ["1.2.3.4/0", "0.0.0.0/0"],
    ["fd00::1:2/112", "fd00::1:0/112"],
  ])("%s lies in %s", (text, network) => {
    expect(parseNetwork(text)?.text).toBe(network);
  });

  it.each(["10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8/8", "fd00::/129", "/8"])(
    "%j is none",
    (text) => {
      expect(parseNetwork(text)).toBeUndefined();
    },
  );

  it("holds the same addresses as Node's own block list says", () => {
    fc.assert(
      fc.property(v4, fc.integer({ min: 1, max: 32 }), v4, (base, prefix, other) => {
        const list = new BlockList();
        list.addSubnet(base, prefix, "ipv4");
        expect(contains(networkOf(address(base), prefix), address(other))).toBe(list.check(other, "ipv4"));
      }),
    );
  });

  it("overlaps another exactly when one holds the other's first address", () => {
    const network = fc
      .tuple(v4, fc.integer({ min: 0, max: 8 }))
      .map(([text, prefix]) => networkOf(address(text), prefix));
    fc.assert(
      fc.property(network, network, (a, b) => {
        const nested =
          contains(a, { family: 4, value: b.first, text: "" }) || contains(b, { family: 4, value: a.first, text: "" });
        expect(overlaps(a, b)).toBe(nested);
        expect(overlaps(b, a)).toBe(nested);
      }),
    );
  });

  it("of one family never overlaps one of the other", () => {
    expect(overlaps(networkOf(address("0.0.0.0"), 0), networkOf(address("::"), 0))).toBe(false);
  });
});
