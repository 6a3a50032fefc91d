import type { ClusterSpec } from "../cluster-spec.ts";
import {
  addressBits,
  contains,
  type IpAddress,
  networkOf,
  overlaps,
  parseAddress,
  parseNetwork,
} from "../ip-network.ts";
import type { Finding } from "../problem.ts";
import { type Check, finding } from "./check.ts";

/** Text that the schema has already read as an address. */
function address(text: string): IpAddress {
  return parseAddress(text) ?? { family: 4, value: 0n, text };
}

function vipIsNoHost({ hosts, endpoint }: ClusterSpec): readonly Finding[] {
  return hosts
    .filter((host) => host.address === endpoint.vip)
    .map((host) =>
      finding(`${endpoint.vip} is the address of ${host.name}: give an address that no machine has`, "endpoint", "vip"),
    );
}

/** Only with a prefix does the file say what the hosts' subnet is. */
function vipSubnet({ hosts, endpoint }: ClusterSpec): readonly Finding[] {
  const vip = address(endpoint.vip);
  const bits = addressBits(vip.family);
  if (endpoint.prefix === bits) return [];
  const subnet = networkOf(vip, endpoint.prefix);
  const edge = vip.value === subnet.first ? "network" : vip.value === subnet.last ? "broadcast" : undefined;
  const outside = hosts.filter((host) => host.role === "control-plane" && !contains(subnet, address(host.address)));
  return [
    ...(edge !== undefined && vip.family === 4 && endpoint.prefix < bits - 1
      ? [finding(`${vip.text} is the ${edge} address of ${subnet.text}: choose another`, "endpoint", "vip")]
      : []),
    ...outside.map((host) =>
      finding(
        `${host.address} (${host.name}) is outside of ${subnet.text}, the subnet that spec.endpoint.vip gives: VRRP works inside one network segment`,
        "hosts",
        hosts.indexOf(host),
        "address",
      ),
    ),
  ];
}

/** A guess, so a warning: hosts and VIP of one segment nearly always share the first half of an address. */
function vipIsFar({ hosts, endpoint }: ClusterSpec): readonly Finding[] {
  const vip = address(endpoint.vip);
  if (endpoint.prefix !== addressBits(vip.family)) return [];
  const near = networkOf(vip, vip.family === 4 ? 16 : 64);
  const far = hosts.filter((host) => host.role === "control-plane" && !contains(near, address(host.address)));
  if (far.length === 0) return [];
  const names = far.map((host) => `${host.name} ${host.address}`).join(", ");
  return [
    finding(
      `${vip.text} is far from ${names}: the VIP must be an address of the hosts' own segment`,
      "endpoint",
      "vip",
    ),
  ];
}

interface NamedNetwork {
  readonly name: string;
  readonly text: string;
  readonly path: readonly string[];
}

function networksOf({ endpoint, kubernetes }: ClusterSpec): readonly NamedNetwork[] {
  const vip = address(endpoint.vip);
  const hosts = networkOf(vip, endpoint.prefix);
  return [
    { name: "podSubnet", text: kubernetes.podSubnet, path: ["kubernetes", "podSubnet"] },
    { name: "serviceSubnet", text: kubernetes.serviceSubnet, path: ["kubernetes", "serviceSubnet"] },
    ...(endpoint.prefix === addressBits(vip.family)
      ? []
      : [{ name: "hosts' subnet", text: hosts.text, path: ["endpoint", "vip"] }]),
  ];
}

const apart = "give ranges that share no address, for example 10.244.0.0/16 and 10.96.0.0/12";

function networksOverlap(spec: ClusterSpec): readonly Finding[] {
  const all = networksOf(spec);
  return all.flatMap((a, index) =>
    all.slice(index + 1).flatMap((b) => {
      const [x, y] = [parseNetwork(a.text), parseNetwork(b.text)];
      if (x === undefined || y === undefined || !overlaps(x, y)) return [];
      return [finding(`${a.text} overlaps the ${b.name} ${b.text}: ${apart}`, ...a.path)];
    }),
  );
}

function addressesInside({ hosts, endpoint, kubernetes }: ClusterSpec): readonly Finding[] {
  const addresses = [...hosts.map((host) => [host.name, host.address]), ["the virtual IP", endpoint.vip]] as const;
  return (["podSubnet", "serviceSubnet"] as const).flatMap((field) => {
    const network = parseNetwork(kubernetes[field]);
    const inside = addresses.filter(([, text]) => network !== undefined && contains(network, address(text ?? "")));
    if (inside.length === 0) return [];
    const names = inside.map(([name, text]) => `${name} ${text}`).join(", ");
    return [finding(`${kubernetes[field]} holds ${names}: ${apart}`, "kubernetes", field)];
  });
}

export const networkChecks: readonly Check[] = [
  { severity: "error", needs: ["hosts", "endpoint"], run: vipIsNoHost },
  { severity: "error", needs: ["hosts", "endpoint"], run: vipSubnet },
  { severity: "warning", needs: ["hosts", "endpoint"], run: vipIsFar },
  { severity: "error", needs: ["endpoint", "kubernetes"], run: networksOverlap },
  { severity: "error", needs: ["hosts", "endpoint", "kubernetes"], run: addressesInside },
];
