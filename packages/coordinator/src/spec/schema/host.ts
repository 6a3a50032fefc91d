import { hostName, interfaceName } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { type IpAddress, parseAddress } from "../ip-network.ts";
import { choice, parsed, section, text } from "./field.ts";

/** Loopback, "this network", link-local, multicast, reserved, and IPv4 written as IPv6: no host of a cluster is reached there. */
const unusable = /^(?:0|127|22[4-9]|2[345]\d)\.|^169\.254\.|^(?:::1?$|::ffff:|fe[89ab]|ff)/;

/** A unicast address in canonical form. */
export function usableAddress(value: string): IpAddress | undefined {
  const address = parseAddress(value);
  return address === undefined || unusable.test(address.text) ? undefined : address;
}

export const interfaceField = text(interfaceName, {
  what: "the name of a network interface",
  example: "enp5s0f0",
  description: "Network interface on which VRRP speaks; without it the one that carries the address.",
});

/** The same grammar as everywhere, less the name that every hosts file already holds. */
const freeHostName = hostName.refine((name) => name !== "localhost");

const hostSection = section(
  {
    name: text(freeHostName, {
      what: "a host name: lower-case letters, digits and inner hyphens, at most 63 (RFC 1123)",
      example: "k8s-master90",
      description: "Host name, Kubernetes node name and etcd member name.",
    }),
    address: parsed((value) => usableAddress(value)?.text, {
      what: "an IPv4 or IPv6 address that other hosts can reach",
      example: "192.168.1.90",
      description: "Address at which the other hosts reach this one; no DNS name.",
    }),
    interface: interfaceField.optional(),
    role: choice(
      ["control-plane", "worker"],
      "control-plane hosts carry etcd, the load balancer and the apiserver. Default: control-plane.",
    ).default("control-plane"),
  },
  "One machine.",
);

export const hostsSection = z
  .array(hostSection, {
    error: (issue) =>
      issue.input === undefined || issue.input === null
        ? "is missing: give the list of hosts, for example - { name: k8s-master90, address: 192.168.1.90 }"
        : "is not a list: start each host with a hyphen, for example - { name: k8s-master90, address: 192.168.1.90 }",
  })
  .max(64, { error: () => "more than 64 hosts: at most 64 are supported" })
  .meta({ description: "The machines: 3, 5, 7 or 9 control-plane hosts, and workers. At most 64." });
