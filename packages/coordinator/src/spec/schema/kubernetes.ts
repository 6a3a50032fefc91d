import { kubeletConfigure } from "@quorate/shared/step/runtime";
import { z } from "zod";
import { type IpNetwork, parseNetwork } from "../ip-network.ts";
import { choice, duration, flag, freeObject, integer, listOf, parsed, recordOf, section, text } from "./field.ts";
import { certSanField, dnsDomainField, imageRepositoryField, kubectlUserField } from "./kubernetes-names.ts";
import { networkField } from "./network-plugin.ts";
import { imagesField } from "./offline-images.ts";

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

const { keyType, valueType } = kubeletConfigure.input.shape.args;

const kubeletArgs = recordOf(
  text(keyType, {
    what: "the name of a kubelet flag, without leading dashes",
    example: "max-pods",
    description: "Flag.",
  }),
  z.union([
    text(valueType, { what: "a flag's value", example: "200", description: "Value." }),
    z.int().transform(String),
    z.boolean().transform(String),
  ]),
  {
    what: "the value of a flag: text without spaces or quotes, a whole number, true or false",
    example: '{ max-pods: "200" }',
    description: "Flags of the kubelet by their names without dashes, for what KubeletConfiguration does not know.",
  },
);

const kubeadm = section(
  {
    init: freeObject("Over InitConfiguration."),
    join: freeObject("Over JoinConfiguration."),
    cluster: freeObject("Over ClusterConfiguration."),
    kubelet: freeObject("Over KubeletConfiguration."),
    kubeProxy: freeObject("Over KubeProxyConfiguration."),
  },
  "Laid over the documents that kubeadm gets, for fields that this file does not know. Fields that Quorate writes itself are refused.",
);

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
    dnsDomain: dnsDomainField,
    proxyMode: choice(
      ["iptables", "ipvs", "nftables"],
      "How kube-proxy works. ipvs is deprecated since Kubernetes 1.35.",
    ),
    imageRepository: imageRepositoryField("Where kubeadm's images come from; a mirror of your own will do."),
    certSans: listOf(certSanField, 0, 64, {
      what: "a list of DNS names and addresses",
      example: "[api.example.com, 203.0.113.7]",
      description:
        "Names and addresses in the apiservers' certificates besides those of the hosts and of the endpoint.",
    }),
    taintControlPlane: flag(
      "Whether control-plane hosts refuse ordinary pods, as kubeadm does it. false: they take them, as in the blog post.",
    ),
    skipAddons: listOf(choice(["coredns", "kube-proxy"], "An addon of kubeadm's."), 0, 2, {
      what: "a list of addons",
      example: "[kube-proxy]",
      description: "Of kubeadm's addons, those that are not installed.",
    }),
    network: networkField,
    images: imagesField,
    kubeletArgs,
    kubeadm,
    kubectlUsers: listOf(kubectlUserField, 0, 15, {
      what: "a list of users",
      example: "[ops]",
      description: "Users of the control-plane hosts who get a ~/.kube/config of an administrator besides root.",
    }),
    tokenTtl: duration(60_000, 86_400_000, {
      example: "30m",
      description: "Life of a run's bootstrap token, unless the run ends before.",
    }),
    provokeOutages: flag(
      "Whether a first bootstrap, once all is well, stops each haproxy and each apiserver for a moment and measures the outage.",
    ),
  },
  "Kubernetes itself.",
);
