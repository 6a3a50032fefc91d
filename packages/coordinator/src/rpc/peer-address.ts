import { plainAddress } from "../fleet/address-group.ts";

/** The IP address in what grpc-js calls a peer: "ADDRESS:PORT", without brackets for IPv6 too. */
export function addressOfPeer(peer: string): string {
  const end = peer.lastIndexOf(":");
  return plainAddress(end < 0 ? peer : peer.slice(0, end));
}
