import { inSameNetwork, sameAddress } from "../../host/addresses.ts";
import { type Check, failed, passed } from "./check.ts";

const id = "IP-LOCAL";

/** The host has the address that the spec gives it, on an interface from which the VIP can be served if it is to serve it. */
export const checkOwnAddress: Check = async (input, { host }) => {
  const addresses = host.network.addresses();
  const own = addresses.find(({ address }) => sameAddress(address, input.address));
  if (!own) {
    const have = addresses.map(({ address }) => address).join(", ");
    return [failed(id, `${input.address} is not on this host, which has ${have}`, "correct the address in spec.hosts")];
  }
  if (input.interface !== undefined && !addresses.some((entry) => entry.interface === input.interface)) {
    return [
      failed(id, `there is no interface ${input.interface} with an address`, "correct the interface in spec.hosts"),
    ];
  }
  if (input.interface !== undefined && input.interface !== own.interface) {
    const detail = `${input.address} is on ${own.interface}, not on ${input.interface}`;
    return [failed(id, detail, "correct the interface in spec.hosts")];
  }
  if (input.vip === undefined) return [passed(id, `${own.address}/${own.prefix} on ${own.interface}`)];
  if (!inSameNetwork(input.vip, own.address, own.prefix)) {
    const detail = `the VIP ${input.vip} is not in the network of ${own.address}/${own.prefix} on ${own.interface}`;
    return [failed(id, detail, "choose a VIP in the hosts' own network, or name another interface")];
  }
  return [passed(id, `${own.address}/${own.prefix} on ${own.interface}, the VIP is in its network`)];
};
