import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { parseSpecWithWarnings } from "../parse-spec.ts";

const file = (lines: string, profile = "current") => `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: prod }
spec:
  profile: ${profile}
  hosts:
    - { name: a, address: 10.20.0.11 }
    - { name: b, address: 10.20.0.12 }
    - { name: c, address: 10.20.0.13 }
  endpoint: { vip: 10.20.0.10 }
${lines}`;

type Said = readonly [severity: "error" | "warning", lines: readonly string[]];

function said(text: string): Said {
  try {
    return ["warning", parseSpecWithWarnings(text, "c").warnings];
  } catch (error) {
    return ["error", AppError.from(error).message.split("\n")];
  }
}

const sum = "4ad86e663b63feb4855e1f3a647e719d6d79cf6306410c52b7f280fa56f8eb6b";
const archive = (image: string, url = "file:///opt/a.tar") => `{ image: "${image}", url: "${url}", sha256: ${sum} }`;
const images = (...each: string[]) => file(`  kubernetes: { images: [${each.join(", ")}] }\n`);
const mirror = (text: string) => file(`  runtime: { mirrors: [${text}] }\n`);

const cases: readonly (readonly [what: string, text: string, severity: "error" | "warning", says: string])[] = [
  [
    "no network plugin",
    file("  kubernetes: { network: { plugin: none } }\n"),
    "warning",
    "c:11:26 spec.kubernetes.network: no network plugin is installed: nodes stay NotReady until somebody brings one",
  ],
  [
    "a proxy mode for a proxy that is left out",
    file("  kubernetes: { skipAddons: [kube-proxy], proxyMode: iptables }\n"),
    "warning",
    "c:11:54 spec.kubernetes.proxyMode: it has no effect: spec.kubernetes.skipAddons leaves kube-proxy out",
  ],
  [
    "an image twice",
    images(archive("registry.k8s.io/pause:3.10"), archive("registry.k8s.io/pause:3.10")),
    "error",
    "c:11:176 spec.kubernetes.images[1].image: registry.k8s.io/pause:3.10 is already in the list",
  ],
  [
    "an image without a tag",
    images(archive("registry.example.com:5000/pause")),
    "error",
    'c:11:35 spec.kubernetes.images[0].image: "registry.example.com:5000/pause" is not an image name with its tag or digest',
  ],
  [
    "an archive by a protocol of long ago",
    images(archive("pause:3.10", "ftp://example.com/pause.tar")),
    "error",
    'c:11:54 spec.kubernetes.images[0].url: "ftp://example.com/pause.tar" is not an http, https or file URL',
  ],
  [
    "an archive without its sum",
    images("{ image: pause:3.1, url: file:///opt/pause.tar }"),
    "error",
    "c:11:26 spec.kubernetes.images[0].sha256: is missing: give a sha256",
  ],
  [
    "a user twice",
    file("  kubernetes: { kubectlUsers: [ops, ops] }\n"),
    "error",
    "c:11:37 spec.kubernetes.kubectlUsers[1]: ops is already in the list: name a user once",
  ],
  [
    "root as a user besides root",
    file("  kubernetes: { kubectlUsers: [root] }\n"),
    "error",
    'c:11:32 spec.kubernetes.kubectlUsers[0]: "root" is not the name of a user other than root',
  ],
  [
    "a user's name that a shell would read",
    file('  kubernetes: { kubectlUsers: ["$(id)"] }\n'),
    "error",
    'c:11:32 spec.kubernetes.kubectlUsers[0]: "$(id)" is not the name of a user',
  ],
  [
    "an addon of nobody",
    file("  kubernetes: { skipAddons: [dashboard] }\n"),
    "error",
    'c:11:30 spec.kubernetes.skipAddons[0]: "dashboard" is not one of coredns, kube-proxy',
  ],
  [
    "an address with a slip in it",
    file("  kubernetes: { certSans: [10.20.0.312] }\n"),
    "error",
    'c:11:28 spec.kubernetes.certSans[0]: "10.20.0.312" is not a DNS name',
  ],
  [
    "a URL as a name",
    file('  kubernetes: { certSans: ["https://api.example.com"] }\n'),
    "error",
    'c:11:28 spec.kubernetes.certSans[0]: "https://api.example.com" is not a DNS name',
  ],
  [
    "a domain in capital letters",
    file("  kubernetes: { dnsDomain: Cluster.Local }\n"),
    "error",
    'c:11:28 spec.kubernetes.dnsDomain: "Cluster.Local" is not a DNS domain in lower case',
  ],
  [
    "a token that lives for days",
    file("  kubernetes: { tokenTtl: 48h }\n"),
    "error",
    'c:11:27 spec.kubernetes.tokenTtl: "48h" is not a duration from 1m to 24h',
  ],
  [
    "a token's life in other letters, which is no secret",
    file("  kubernetes: { tokenTTL: 1h }\n"),
    "error",
    "c:11:17 spec.kubernetes.tokenTTL: unknown key; did you mean tokenTtl?",
  ],
  [
    "a plugin of nobody",
    file("  kubernetes: { network: { plugin: calico } }\n"),
    "error",
    "c:11:36 spec.kubernetes.network.plugin: plugin is none of flannel, manifests, none; for example { plugin: manifests",
  ],
  [
    "files for flannel",
    file("  kubernetes: { network: { plugin: flannel, files: [a.yaml] } }\n"),
    "error",
    "c:11:45 spec.kubernetes.network.files: unknown key",
  ],
  [
    "docker where the kubelet has no dockershim",
    file("  kubernetes: { version: 1.24.0 }\n  runtime: { name: docker }\n", "blog-k8s-1.15"),
    "error",
    "c:12:20 spec.runtime.name: docker works only before Kubernetes 1.24, and the version is 1.24.0: use containerd",
  ],
  [
    "a registry that was closed before the version came",
    file("  kubernetes: { imageRepository: k8s.gcr.io }\n"),
    "warning",
    "c:11:34 spec.kubernetes.imageRepository: k8s.gcr.io got no image since 1.27, it only redirects: use registry.k8s.io",
  ],
  [
    "a mirror over plain http",
    mirror('{ registry: docker.io, endpoints: ["http://mirror.example.com"] }'),
    "error",
    "c:11:59 spec.runtime.mirrors[0].endpoints[0]: http://mirror.example.com is plain http",
  ],
  [
    "a mirror with a password",
    mirror('{ registry: docker.io, endpoints: ["https://me:hunter2@mirror.example.com"] }'),
    "error",
    'c:11:59 spec.runtime.mirrors[0].endpoints[0]: "https://…@mirror.example.com" is not an http or https URL without user and password',
  ],
  [
    "a registry as a URL",
    mirror('{ registry: "https://docker.io", endpoints: ["https://mirror.example.com"] }'),
    "error",
    'c:11:36 spec.runtime.mirrors[0].registry: "https://docker.io" is not a registry\'s host name',
  ],
  [
    "a registry twice",
    mirror('{ registry: quay.io, endpoints: ["https://a"] }, { registry: quay.io, endpoints: ["https://b"] }'),
    "error",
    "c:11:85 spec.runtime.mirrors[1].registry: quay.io is already in the list",
  ],
  [
    "a mirror that docker never asks",
    file('  runtime: { mirrors: [{ registry: quay.io, endpoints: ["https://a"] }] }\n', "blog-k8s-1.15"),
    "warning",
    "c:11:36 spec.runtime.mirrors[0].registry: docker asks mirrors for images of docker.io only, never for those of quay.io",
  ],
  [
    "stacked etcd with an etcd of ours",
    file("  etcd: { topology: stacked, version: 3.4.7 }\n"),
    "warning",
    "c:11:39 spec.etcd.version: it has no effect: with topology stacked kubeadm brings and starts etcd",
  ],
  [
    "stacked etcd in memory",
    file("  etcd: { topology: stacked, dataDir: /run/etcd }\n"),
    "error",
    "c:11:39 spec.etcd.dataDir: /run/etcd cannot hold etcd's data: a reboot empties it",
  ],
  [
    "smaller shares of a pod network that still do not reach",
    file(
      "  kubernetes: { podSubnet: 10.244.0.0/24, kubeadm: { cluster: { controllerManager: { extraArgs: { node-cidr-mask-size: '25' } } } } }\n",
    ),
    "error",
    "c:11:28 spec.kubernetes.podSubnet: 10.244.0.0/24 has room for 2 hosts of a /25 each, and there are 3: use a /17",
  ],
];

describe("what the spec asks of Kubernetes", () => {
  it.each(cases)("%s is found, at its place", (_what, text, severity, says) => {
    const [found, lines] = said(text);
    expect([found, ...lines.filter((line) => line.startsWith(says))], lines.join("\n")).toHaveLength(2);
    expect(found).toBe(severity);
  });

  it.each([
    [
      "the old registry for an old version",
      "  kubernetes: { version: 1.20.2, proxyMode: iptables, imageRepository: k8s.gcr.io }\n",
    ],
    ["kube-proxy left out, without a word about its mode", "  kubernetes: { skipAddons: [coredns, kube-proxy] }\n"],
    ["stacked etcd where kubeadm has it", "  etcd: { topology: stacked, dataDir: /var/lib/etcd }\n"],
    [
      "four shares of a small pod network, as a list of arguments",
      "  kubernetes: { podSubnet: 10.244.0.0/24, kubeadm: { cluster: { controllerManager: { extraArgs: [{ name: node-cidr-mask-size, value: '26' }] } } } }\n",
    ],
    [
      "mirrors that are said to be insecure",
      '  runtime: { mirrors: [{ registry: "[fd00::1]:5000", endpoints: ["http://m"], insecure: true }] }\n',
    ],
    ["names, a wildcard and addresses", '  kubernetes: { certSans: ["*.example.com", api, 203.0.113.7, "fd00::7"] }\n'],
    [
      "images by tag and by digest",
      `  kubernetes: { images: [${archive("a/b:v1")}, ${archive(`c@sha256:${sum}`)}] }\n`,
    ],
  ])("nothing is said of %s", (_what, lines) => {
    expect(said(file(lines))).toEqual(["warning", []]);
  });
});
