import { isIPv6 } from "node:net";
import type { Host } from "../../host/host.ts";
import { protocolCounters } from "../../host/proc.ts";
import { type Check, passed, warning } from "./check.ts";

const id = "VRRP-QUIET";
/** VRRP's group (RFC 5798, 5.1.1.2); 112 is its protocol number, 0070 in /proc/net/raw. */
const group = "224.0.0.18";
const rawSocket = /^\s*\d+: [0-9A-F]{8}:0070 /m;
/** Longer than the default interval between advertisements, which is one second. */
const listenMs = 1_500;

/**
 * Hears whether somebody speaks VRRP here already. Node has no raw sockets: with the group joined, the kernel hands us nothing but
 * counts packets of protocols that nobody here understands.
 */
export const checkVrrpQuiet: Check = async ({ vip, address }, { host, clock, signal }) => {
  if (vip === undefined) return [];
  if (isIPv6(address)) return [passed(id, "not looked for on IPv6")];
  if (rawSocket.test((await host.files.read("/proc/net/raw")) ?? "")) {
    return [passed(id, "a program of this host speaks VRRP: not looked for")];
  }
  const leave = await host.network.joinGroup(group, address);
  try {
    const before = await unknownPackets(host);
    await clock.sleep(listenMs, signal);
    const heard = (await unknownPackets(host)) - before;
    if (heard <= 0) return [passed(id, `no VRRP was heard in ${listenMs} ms`)];
    const detail = `${heard} packets of a protocol unknown to this host in ${listenMs} ms, most likely VRRP of others`;
    return [warning(id, detail, "choose a spec.endpoint.virtualRouterId that nobody else on this network uses")];
  } finally {
    await leave();
  }
};

async function unknownPackets({ files }: Host): Promise<number> {
  return (await protocolCounters(files, "Ip")).get("InUnknownProtos") ?? 0;
}
