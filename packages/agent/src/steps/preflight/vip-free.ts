import { isIPv6 } from "node:net";
import { sameAddress } from "../../host/addresses.ts";
import { neighbours } from "../../host/proc.ts";
import { findProgram } from "../../host/programs.ts";
import type { StepContext } from "../handler.ts";
import { type Check, failed, managedLine, passed } from "./check.ts";

const id = "VIP-FREE";
const fix =
  "free the address, or choose another spec.endpoint.vip; if it is this cluster's own, --ignore-checks VIP-FREE";
/** The discard port: the datagram is only there to make the kernel ask who has the address. */
const discardPort = 9;
/** The kernel asks three times, a second apart (arp(7), mcast_solicit); whoever is alive answers the first. */
const answerMs = 800;
const pollMs = 50;

/** keepalived takes an address that a stranger uses without a word, so it has to be looked for before. */
export const checkVipFree: Check = async ({ vip, address: own, members = [] }, ctx) => {
  if (vip === undefined) return [];
  const { host } = ctx;
  const ours = ((await host.files.read("/etc/keepalived/keepalived.conf")) ?? "").includes(managedLine);
  if (ours) return [passed(id, `keepalived of ours serves ${vip}`)];
  const local = host.network.addresses().find(({ address }) => sameAddress(address, vip));
  if (local) {
    const detail = `the VIP ${vip} is already on ${local.interface} of this host, and keepalived of ours is not here`;
    return [failed(id, detail, `ip address del ${vip}/${local.prefix} dev ${local.interface}`)];
  }
  const mac = await answeringMac(vip, ctx);
  if (mac === undefined) return [passed(id, `nobody answers for ${vip}`)];
  const others = members.filter((member) => !sameAddress(member, own));
  const member = await memberWithMac(mac, others, ctx);
  if (member !== undefined) return [passed(id, `${member}, a host of this cluster, answers for ${vip}`)];
  return [failed(id, `the VIP ${vip} is in use: ${mac} answers for it`, fix)];
};

async function answeringMac(vip: string, ctx: StepContext): Promise<string | undefined> {
  const { host, clock, signal } = ctx;
  if ((await macOf(vip, ctx)) !== undefined) await forget(vip, ctx);
  await host.network.sendDatagram(vip, discardPort);
  if (isIPv6(vip)) {
    await clock.sleep(answerMs, signal);
    return macOf(vip, ctx);
  }
  for (let waited = 0; waited < answerMs; waited += pollMs) {
    await clock.sleep(pollMs, signal);
    const mac = await macOf(vip, ctx);
    if (mac !== undefined) return mac;
  }
  return undefined;
}

/** The kernel remembers an answer for minutes after the address was freed: only a new one counts. */
async function forget(address: string, { host, signal }: StepContext): Promise<void> {
  if (!(await findProgram(host.files, "ip"))) return;
  await host.exec(["ip", isIPv6(address) ? "-6" : "-4", "neigh", "flush", "to", address], { signal });
}

/** keepalived answers with the hardware address of the host that it runs on. The members are asked so that the kernel knows theirs. */
async function memberWithMac(mac: string, members: readonly string[], ctx: StepContext): Promise<string | undefined> {
  const { host, clock, signal } = ctx;
  await Promise.all(members.map((member) => host.network.sendDatagram(member, discardPort)));
  await clock.sleep(pollMs * 4, signal);
  const macs = await Promise.all(members.map((member) => macOf(member, ctx)));
  return members.find((_member, at) => macs[at] === mac);
}

/** /proc knows the neighbours of IPv4 only. */
async function macOf(address: string, { host, signal }: StepContext): Promise<string | undefined> {
  if (!isIPv6(address)) return (await neighbours(host.files)).find((entry) => entry.address === address)?.mac;
  if (!(await findProgram(host.files, "ip"))) return undefined;
  const shown = await host.exec(["ip", "-6", "neigh", "show", "to", address], { signal });
  return /lladdr (\S+)/.exec(shown.stdout)?.[1];
}
