import { describe, expect, it } from "vitest";
import { filterChains, includesOf } from "./host-nftables-config.ts";

describe("filterChains", () => {
  it("finds the chains of nested tables, whatever stands around them", () => {
    const text = `
# table inet commented { chain no { type filter hook input priority 0; } }
table inet filter {
  set blocked { type ipv4_addr; elements = { 10.0.0.1, 10.0.0.2 } }
  chain input {
    type filter hook input priority filter; policy drop;
    tcp dport { 22, 80 } accept comment "a # b { c"
  }
  chain forward { type filter hook forward priority 0; }
}
table filter { chain INPUT { type filter hook input priority 0; } }
table bridge b { chain x { type filter hook input priority 0; } }
`;
    expect(filterChains(text)).toEqual([
      { hook: "input", family: "inet", table: "filter", name: "input" },
      { hook: "forward", family: "inet", table: "filter", name: "forward" },
      { hook: "input", family: "ip", table: "filter", name: "INPUT" },
    ]);
  });

  it("finds chains that a command adds", () => {
    const text = "add table ip6 six\nadd chain ip6 six in { type filter hook input priority 0; }\n";
    expect(filterChains(text)).toEqual([{ hook: "input", family: "ip6", table: "six", name: "in" }]);
  });

  it("sees no such chain in a file that has none", () => {
    expect(filterChains("flush ruleset\n")).toEqual([]);
  });
});

describe("includesOf", () => {
  it("gives the included paths, not those in comments", () => {
    expect(includesOf('include "/etc/nftables.d/*.nft"\n# include "/no"\n')).toEqual(["/etc/nftables.d/*.nft"]);
  });
});
