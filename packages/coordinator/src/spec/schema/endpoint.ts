import { addressBits, parseNetwork } from "../ip-network.ts";
import { integer, parsed, section } from "./field.ts";
import { usableAddress } from "./host.ts";

export interface Vip {
  readonly vip: string;
  readonly prefix: number;
}

/**
 * ADDRESS or ADDRESS/PREFIX. Without a prefix the address is added as a host route (/32, /128): it then never brings
 * a second route to the hosts' own subnet with it, and never becomes the source address of other traffic.
 */
function parseVip(value: string): Vip | undefined {
  const [head = "", prefix] = value.split("/", 2);
  const address = usableAddress(head);
  if (address === undefined) return undefined;
  if (prefix === undefined) return { vip: address.text, prefix: addressBits(address.family) };
  const network = parseNetwork(value);
  return network === undefined || network.prefix < 8 ? undefined : { vip: address.text, prefix: network.prefix };
}

export const endpointSection = section(
  {
    vip: parsed(parseVip, {
      what: "a free IPv4 or IPv6 address, with or without /PREFIX (8 or more)",
      example: "192.168.1.33",
      description:
        "Virtual IP of the control plane: a free address of the hosts' network segment. Without /PREFIX it is added as /32 (/128).",
    }),
    port: integer(1, 65_535, {
      what: "a port from 1 to 65535",
      example: "12567",
      description: "Port at the virtual IP: haproxy listens there on every control-plane host.",
    }),
    virtualRouterId: integer(1, 255, {
      example: "33",
      description: "VRRP virtual router id: one per VRRP instance on a network segment (RFC 5798, 5.2.3).",
    }),
  },
  "Where the control plane is reached: one virtual IP, held by keepalived, with haproxy behind it.",
);
