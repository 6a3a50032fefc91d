import type { ClusterSpec } from "../cluster-spec.ts";
import { type IpNetwork, overlaps, parseNetwork } from "../ip-network.ts";
import { extraArguments } from "../kubeadm-arguments.ts";
import type { Finding } from "../problem.ts";
import { type Check, finding } from "./check.ts";

/**
 * What kubeadm and the components accept, in all versions since 1.15. Pods: the controller-manager cuts one /24 (/64) for
 * each host (--node-cidr-mask-size), and at most 2^16 of them. Services: at least ten addresses, since the tenth is the
 * DNS service's, and at most 2^20 (kubeadm/app/constants: MinimumAddressesInServiceSubnet, MaximumBitsForServiceSubnet;
 * kube-apiserver/app/options/validation.go has the same upper limit).
 */
const limits = {
  4: { node: 24, serviceSmallest: 12, serviceLargest: 28 },
  6: { node: 64, serviceSmallest: 108, serviceLargest: 124 },
} as const;

/** Size of one host's share, in bits of its prefix. */
function nodeMask(kubernetes: ClusterSpec["kubernetes"], family: 4 | 6): number {
  const names = ["node-cidr-mask-size", `node-cidr-mask-size-ipv${family}`];
  const wish = extraArguments(kubernetes, "controllerManager").findLast(({ name }) => names.includes(name));
  return /^\d{1,3}$/.test(wish?.value ?? "") ? Number(wish?.value) : limits[family].node;
}

function podSubnetSize({ hosts, kubernetes }: ClusterSpec): readonly Finding[] {
  const network = parseNetwork(kubernetes.podSubnet);
  if (network === undefined) return [];
  const node = nodeMask(kubernetes, network.family);
  const at = (message: string) => [finding(`${network.text} ${message}`, "kubernetes", "podSubnet")];
  if (network.prefix < node - 16) return at(`is larger than /${node - 16}, which kubeadm refuses`);
  const room = network.prefix > node ? 0 : 2 ** (node - network.prefix);
  return room >= hosts.length
    ? []
    : at(`has room for ${room} hosts of a /${node} each, and there are ${hosts.length}: use a /${node - 8}`);
}

function serviceSubnetSize({ kubernetes }: ClusterSpec): readonly Finding[] {
  const network = parseNetwork(kubernetes.serviceSubnet);
  if (network === undefined) return [];
  const { serviceSmallest, serviceLargest } = limits[network.family];
  if (network.prefix >= serviceSmallest && network.prefix <= serviceLargest) return [];
  const range = `the apiserver takes /${serviceSmallest} to /${serviceLargest}`;
  return [finding(`${network.text} has a wrong size: ${range}`, "kubernetes", "serviceSubnet")];
}

function sameFamily({ endpoint, kubernetes }: ClusterSpec): readonly Finding[] {
  const wanted = endpoint.vip.includes(":") ? 6 : 4;
  return (["podSubnet", "serviceSubnet"] as const).flatMap((field) => {
    const network = parseNetwork(kubernetes[field]);
    if (network === undefined || network.family === wanted) return [];
    const message = `${network.text} is IPv${network.family} and the hosts are IPv${wanted}: use one family`;
    return [finding(message, "kubernetes", field)];
  });
}

/** docker0's own default network, which docker takes without asking. */
const dockerBridge = parseNetwork("172.17.0.0/16");

function dockerBridgeOverlap({ runtime, kubernetes }: ClusterSpec): readonly Finding[] {
  if (runtime.name !== "docker") return [];
  const clash = (network: IpNetwork | undefined) => network && dockerBridge && overlaps(network, dockerBridge);
  return (["podSubnet", "serviceSubnet"] as const).flatMap((field) =>
    clash(parseNetwork(kubernetes[field]))
      ? [finding(`${kubernetes[field]} overlaps 172.17.0.0/16, docker's own bridge network`, "kubernetes", field)]
      : [],
  );
}

export const clusterNetworkChecks: readonly Check[] = [
  { severity: "error", needs: ["hosts", "kubernetes"], run: podSubnetSize },
  { severity: "error", needs: ["kubernetes"], run: serviceSubnetSize },
  { severity: "error", needs: ["endpoint", "kubernetes"], run: sameFamily },
  { severity: "warning", needs: ["runtime", "kubernetes"], run: dockerBridgeOverlap },
];
