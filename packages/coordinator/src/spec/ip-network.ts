import { z } from "zod";

/** `text` is canonical: for IPv6 that of RFC 5952, so that equal addresses are equal strings. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
  readonly text: string;
}

export interface IpNetwork {
  readonly family: 4 | 6;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly text: string;
}

const v4 = z.ipv4();
const v6 = z.ipv6();

export const addressBits = (family: 4 | 6): number => (family === 4 ? 32 : 128);

export function parseAddress(text: string): IpAddress | undefined {
  if (v4.safeParse(text).success) {
    return { family: 4, value: text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n), text };
  }
  // The mixed form ::ffff:192.168.1.90 is an IPv4 address in disguise: two spellings of one host.
  if (text.includes(".") || !v6.safeParse(text).success) return undefined;
  const value = v6Value(text);
  return { family: 6, value, text: v6Text(value) };
}

/** The network that ADDRESS/PREFIX lies in; host bits may be set. */
export function parseNetwork(text: string): IpNetwork | undefined {
  const [head = "", tail = "", ...more] = text.split("/");
  const address = parseAddress(head);
  if (address === undefined || more.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(tail)) return undefined;
  const prefix = Number(tail);
  return prefix > addressBits(address.family) ? undefined : networkOf(address, prefix);
}

export function networkOf(address: IpAddress, prefix: number): IpNetwork {
  const { family } = address;
  const size = 1n << BigInt(addressBits(family) - prefix);
  const first = address.value - (address.value % size);
  const head = family === 4 ? v4Text(first) : v6Text(first);
  return { family, prefix, first, last: first + size - 1n, text: `${head}/${prefix}` };
}

export function contains(network: IpNetwork, address: IpAddress): boolean {
  return network.family === address.family && network.first <= address.value && address.value <= network.last;
}

export function overlaps(a: IpNetwork, b: IpNetwork): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

function v4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
}

function v6Value(text: string): bigint {
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function v6Text(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16));
  const full = groups.join(":");
  // The longest run of at least two zero groups, the first of equals, becomes "::" (RFC 5952, 4.2).
  const runs = [...full.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)].map((match) => match[0]);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  if (longest === "") return full;
  const at = full.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`));
  return `${full.slice(0, at).replace(/:$/, "")}::${full.slice(at + longest.length).replace(/^:/, "")}`;
}
