import { BlockList, isIP, isIPv6 } from "node:net";

/** One spelling per address: IPv6 has many. What is no address comes back as it is. */
export function canonicalAddress(address: string): string {
  const plain = address.replace(/%.*$/, "");
  return isIPv6(plain) ? new URL(`http://[${plain}]`).hostname.slice(1, -1) : plain;
}

export function sameAddress(one: string, other: string): boolean {
  return canonicalAddress(one) === canonicalAddress(other);
}

/** Does `address` lie in the network that `member` with this prefix length is in? */
export function inSameNetwork(address: string, member: string, prefix: number): boolean {
  if (isIP(address) === 0 || isIP(address) !== isIP(member)) return false;
  const network = new BlockList();
  network.addSubnet(member, prefix, isIPv6(member) ? "ipv6" : "ipv4");
  return network.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

export function isLoopback(address: string): boolean {
  return inSameNetwork(address, "127.0.0.1", 8) || canonicalAddress(address) === "::1";
}
