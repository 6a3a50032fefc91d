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
  readonly kubernetes: {
    /** Without the leading v: 1.15.1. */
    readonly version: string;
    readonly podSubnet: string;
    readonly serviceSubnet: string;
    readonly proxyMode: "iptables" | "ipvs" | "nftables";
    readonly imageRepository: string;
  };
  readonly runtime: { readonly name: "docker" | "containerd"; readonly version?: string };
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
  readonly topology: "external";
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
