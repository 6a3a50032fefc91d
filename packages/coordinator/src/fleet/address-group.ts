import { isIPv6 } from "node:net";

const mappedPrefix = "::ffff:";

/** The plain form of an address: IPv4 also when it came over an IPv6 socket, no zone. */
export function plainAddress(address: string): string {
  const lower = address.toLowerCase();
  if (lower.startsWith(mappedPrefix) && lower.includes(".")) return lower.slice(mappedPrefix.length);
  return lower.split("%")[0] ?? lower;
}

/** What limits are counted by: an IPv4 address, or the /64 that one machine can draw addresses from at will. */
export function addressGroup(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: gap }, () => "0"), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
