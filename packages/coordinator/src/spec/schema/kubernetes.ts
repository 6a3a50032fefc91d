import { versionPattern } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { type IpNetwork, parseNetwork } from "../ip-network.ts";
import { choice, integer, parsed, section, text } from "./field.ts";

/** Only the network's own address: 10.244.0.1/16 would be read in different ways by different components. */
function exactNetwork(value: string): IpNetwork | undefined {
  const network = parseNetwork(value);
  return network?.text.toLowerCase() === value.toLowerCase() ? network : undefined;
}

const subnet = (what: string, example: string) =>
  parsed((value) => exactNetwork(value)?.text, {
    what: "a network in CIDR form whose host bits are zero",
    example,
    description: `${what}; must not overlap any other network.`,
  });

/** With or without the leading v; without it after parsing. */
const versionText = /^v?((?:[1-9]\d?)(?:\.(?:0|[1-9]\d{0,2})){2})$/;

export const kubernetesSection = section(
  {
    version: parsed(
      (value) => versionText.exec(value)?.[1],
      { what: "a full Kubernetes version", example: "1.15.1", description: "Kubernetes version." },
      versionText,
    ),
    apiserverPort: integer(1, 65_535, {
      what: "a port from 1 to 65535",
      example: "6443",
      description: "Port of the apiserver on each control-plane host.",
    }),
    podSubnet: subnet("Network of the pods", "10.244.0.0/16"),
    serviceSubnet: subnet("Network of the services", "10.96.0.0/12"),
    proxyMode: choice(
      ["iptables", "ipvs", "nftables"],
      "How kube-proxy works. ipvs is deprecated since Kubernetes 1.35.",
    ),
    imageRepository: text(
      z
        .string()
        .max(255)
        .regex(/^[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:\/[a-z0-9][a-z0-9._-]*)*$/),
      {
        what: "a registry with an optional path, without https://",
        example: "registry.k8s.io",
        description: "Where kubeadm's images come from; a mirror of your own will do.",
      },
    ),
  },
  "Kubernetes itself.",
);

export const runtimeSection = section(
  {
    name: choice(["docker", "containerd"], "docker only before Kubernetes 1.24."),
    version: text(versionPattern, {
      what: "a version, exact or as a prefix with *",
      example: '"18.09.7"',
      description: "Version of the container runtime; without it whatever the repositories offer.",
    }).optional(),
  },
  "The container runtime.",
);
