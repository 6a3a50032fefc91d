/** The wish, after profile and defaults: nothing optional that a later room would have to guess. Times in milliseconds, sizes in bytes. */
export interface ClusterSpec {
  readonly name: string;
  readonly profile: ProfileName;
  readonly hosts: readonly HostSpec[];
  readonly endpoint: {
    readonly vip: string;
    readonly prefix: number;
    readonly port: number;
    readonly virtualRouterId: number;
  };
  readonly apiserverPort: number;
  readonly etcd: EtcdSpec;
  readonly packages: PackagesSpec;
  readonly system: SystemSpec;
  readonly preflight: {
    readonly minCpus: number;
    readonly minMemoryMiB: number;
    readonly minDiskMiB: number;
    readonly maxFsyncP99Ms: number;
    readonly maxClockOffsetMs: number;
    /** Ids of checks that may fail. */
    readonly ignore: readonly string[];
  };
  readonly kubernetes: KubernetesSpec;
  readonly runtime: RuntimeSpec;
}

export interface KubernetesSpec {
  /** Without the leading v: 1.15.1. */
  readonly version: string;
  readonly podSubnet: string;
  readonly serviceSubnet: string;
  readonly dnsDomain: string;
  readonly proxyMode: "iptables" | "ipvs" | "nftables";
  readonly imageRepository: string;
  /** Names and addresses in the apiservers' certificates besides the derived ones. */
  readonly certSans: readonly string[];
  /** Whether control-plane hosts refuse ordinary pods. */
  readonly taintControlPlane: boolean;
  /** Of kubeadm's addons, those that are not installed. */
  readonly skipAddons: readonly ("coredns" | "kube-proxy")[];
  readonly network: NetworkPlugin;
  /** Offline bundle: an archive for each image, on every host under the same url. */
  readonly images: readonly { readonly image: string; readonly url: string; readonly sha256: string }[];
  /** Flags of the kubelet, without leading dashes. */
  readonly kubeletArgs: Readonly<Record<string, string>>;
  /** Laid over the rendered documents, for fields that this file does not model. */
  readonly kubeadm: {
    readonly init: JsonObject;
    readonly join: JsonObject;
    readonly cluster: JsonObject;
    readonly kubelet: JsonObject;
    readonly kubeProxy: JsonObject;
  };
  /** Users who get a ~/.kube/config besides root. */
  readonly kubectlUsers: readonly string[];
  /** Life of the bootstrap token of a run. */
  readonly tokenTtlMs: number;
  /** Whether a first bootstrap stops each haproxy and each apiserver once, and measures the outage. */
  readonly provokeOutages: boolean;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** How pods reach each other across hosts. */
export type NetworkPlugin =
  | { readonly plugin: "flannel"; readonly imageRepository?: string }
  /** The texts of the spec's files, in their order. */
  | { readonly plugin: "manifests"; readonly manifests: readonly { readonly name: string; readonly text: string }[] }
  | { readonly plugin: "none" };

export interface RuntimeSpec {
  readonly name: "docker" | "containerd";
  readonly version?: string;
  /** Names of the packages that bring it. */
  readonly packages: readonly string[];
  readonly mirrors: readonly {
    readonly registry: string;
    readonly endpoints: readonly string[];
    readonly insecure: boolean;
  }[];
}

export type ProfileName = "blog-k8s-1.15" | "current";

export interface HostSpec {
  readonly name: string;
  readonly address: string;
  /** Where VRRP speaks; without it the interface that carries `address`. */
  readonly interface?: string;
  readonly role: "control-plane" | "worker";
}

export interface EtcdSpec {
  /** external: members of ours under systemd. stacked: kubeadm makes a member beside each apiserver. */
  readonly topology: "external" | "stacked";
  /** Exact or a prefix with "*": 3.4.7, 3.4.*. */
  readonly version: string;
  readonly source:
    | { readonly kind: "package"; readonly server: string; readonly client: string }
    | { readonly kind: "tarball"; readonly url: string; readonly sha256: string };
  readonly dataDir: string;
  readonly certificateDays: number;
  readonly startWindowMs: number;
  readonly quotaBytes: number;
  readonly autoCompactionHours: number;
  readonly heartbeatMs: number;
  readonly electionMs: number;
}

export interface PackagesSpec {
  readonly repositories: readonly RepositorySpec[];
  /** Package name to version pattern: the profile's, what follows from component versions, and the file's over them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly hold: boolean;
  readonly lockWaitMs: number;
}

export interface RepositorySpec {
  readonly id: string;
  readonly title: string;
  readonly apt?: {
    readonly uris: readonly string[];
    readonly suites: readonly string[];
    readonly components: readonly string[];
    readonly publicKey: string;
  };
  readonly yum?: { readonly baseurl: string; readonly publicKey: string; readonly exclude: readonly string[] };
}

export interface SystemSpec {
  readonly setHostName: boolean;
  readonly swap: "disable" | "leave";
  readonly selinux: "leave" | "permissive";
  readonly firewall: "open" | "stop" | "leave";
  readonly forwardPolicy: "accept" | "leave";
  readonly openFiles: number;
  readonly processes: number;
  /** The profile's keys and the file's, merged. */
  readonly sysctl: Readonly<Record<string, string>>;
  readonly modules: readonly { readonly anyOf: readonly string[]; readonly optional: boolean }[];
}
