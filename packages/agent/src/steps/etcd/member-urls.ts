import type { EtcdMember } from "@quorate/shared/step/etcd";

export function etcdUrl(address: string, port: number): string {
  return `https://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

export function peerUrl(member: EtcdMember, address: string): string {
  return etcdUrl(address, member.peerPort);
}

export function clientUrl(member: EtcdMember, address: string): string {
  return etcdUrl(address, member.clientPort);
}

/** The member as the plan knows it: undefined never, since a plan without it is refused by the caller. */
export function memberId(member: EtcdMember): string | undefined {
  return member.members.find((each) => each.name === member.name)?.memberId;
}
