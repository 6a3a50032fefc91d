import type { HostSpec } from "../spec/cluster-spec.ts";
import { layout } from "./layout.ts";

/** Brackets for IPv6, as URLs want them. */
export function urlHost(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

export function peerUrl(host: HostSpec): string {
  return `https://${urlHost(host.address)}:${layout.etcd.peerPort}`;
}
