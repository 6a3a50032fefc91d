import type { EtcdLine } from "../lab/host-root.ts";
import type { Lab } from "../lab/lab.ts";
import { type BundledImage, bundle } from "./image-bundle.ts";

export const vip = "192.168.1.33";
export const endpointPort = 12567;
/** What the lab builds from Debian's source. */
export const kubernetesVersion = "1.20.2";

export interface ClusterOptions {
  readonly etcd: EtcdLine;
  readonly topology?: "external" | "stacked";
  readonly runtime?: "docker" | "containerd";
  readonly startWindow?: string;
  /** Over what the lab says under spec.etcd, outside of Kubernetes. */
  readonly ownEtcd?: Readonly<Record<string, unknown>>;
  readonly preflight?: Readonly<Record<string, unknown>>;
  readonly mirrors?: readonly {
    readonly registry: string;
    readonly endpoints: readonly string[];
    readonly insecure: boolean;
  }[];
  /** Over what the lab says under spec.kubernetes. */
  readonly kubernetes?: Readonly<Record<string, unknown>>;
  /** Where hosts with dnf find packages; others use the lab's apt repository. */
  readonly rpms?: { readonly baseurl: string; readonly publicKey: string };
  /** Names of hosts that are workers: of the lab's workers, which are listed only so, or of its masters. */
  readonly workers?: readonly string[];
}

const labApt = {
  uris: ["file:///opt/lab/packages"],
  suites: ["lab"],
  components: ["main"],
  publicKeyFile: "quorate-lab.asc",
};

/** Of a lab that is up: the post's cluster on the lab's hosts: its names, addresses and ports, with the versions that the lab's repository has. */
export async function clusterYaml(lab: Lab, options: ClusterOptions): Promise<string> {
  const {
    etcd,
    topology = "external",
    runtime = "docker",
    startWindow = "60s",
    mirrors = [],
    workers = [],
    rpms,
  } = options;
  const listed = [...lab.hosts, ...lab.workers.filter(({ name }) => workers.includes(name))];
  const hosts = listed.map(({ name, address }) => {
    const role = workers.includes(name) ? ", role: worker" : "";
    return `    - { name: ${name}, address: ${address}${role} }`;
  });
  const repository = { id: "lab", title: "The lab's offline repository", ...(rpms ? { yum: rpms } : { apt: labApt }) };
  const packages = runtime === "docker" ? ["docker.io"] : ["containerd"];
  const kubernetes = { ...labKubernetes(await bundle(lab, topology)), ...options.kubernetes };
  return `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata:
  name: lab
spec:
  profile: blog-k8s-1.15
  hosts:
${hosts.join("\n")}
  endpoint: { vip: ${vip}, port: ${endpointPort}, virtualRouterId: 33 }
  etcd: ${JSON.stringify(topology === "stacked" ? { topology } : { ...ownEtcd(etcd, startWindow), ...options.ownEtcd })}
  preflight: ${JSON.stringify(options.preflight ?? {})}
  runtime: { name: ${runtime}, packages: [${packages.join(", ")}], version: "*", mirrors: ${JSON.stringify(mirrors)} }
  # JSON is YAML. No IPVS in many kernels that run the lab, no image of CoreDNS or flannel to be had, no limits of conntrack to be set.
  kubernetes: ${JSON.stringify(kubernetes)}
  packages:
    versions: { haproxy: "2.6.*", keepalived: "2.2.*" }
    repositories: [${JSON.stringify(repository)}]
`;
}

function ownEtcd(line: EtcdLine, startWindow: string): Readonly<Record<string, unknown>> {
  const source = { kind: "package", server: "etcd-server", client: "etcd-client" };
  return { topology: "external", version: `${line}.*`, source, startWindow };
}

function labKubernetes(images: readonly BundledImage[]): Readonly<Record<string, unknown>> {
  return {
    version: kubernetesVersion,
    imageRepository: "k8s.gcr.io",
    proxyMode: "iptables",
    skipAddons: ["coredns"],
    network: { plugin: "manifests", files: ["pod-network.yaml"] },
    images,
    kubeadm: { kubeProxy: { conntrack: { maxPerCore: 0, min: 0 } } },
  };
}
