import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import type { SharedPki } from "../../packages/coordinator/src/plan/shared-pki.ts";
import type { ClusterSpec, HostSpec } from "../../packages/coordinator/src/spec/cluster-spec.ts";

/** n control-plane hosts called m1…mn at 10.0.0.1…n. */
export function fakeHosts(count: number): readonly HostSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `m${index + 1}`,
    address: `10.0.0.${index + 1}`,
    role: "control-plane",
  }));
}

/** Workers called w1…wn at 10.0.1.1…n. */
export function fakeWorkers(count: number): readonly HostSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `w${index + 1}`,
    address: `10.0.1.${index + 1}`,
    role: "worker",
  }));
}

export function fakeSpec(overrides: Partial<ClusterSpec> = {}): ClusterSpec {
  return {
    name: "demo",
    profile: "current",
    hosts: fakeHosts(3),
    endpoint: { vip: "10.0.0.100", prefix: 24, port: 12567, virtualRouterId: 33 },
    apiserverPort: 6443,
    etcd: {
      topology: "external",
      version: "3.5.*",
      source: { kind: "package", server: "etcd-server", client: "etcd-client" },
      dataDir: "/var/lib/quorate-etcd",
      certificateDays: 365,
      startWindowMs: 60_000,
      quotaBytes: 8_589_934_592,
      autoCompactionHours: 8,
      heartbeatMs: 100,
      electionMs: 1_000,
    },
    packages: { repositories: [], versions: {}, hold: true, lockWaitMs: 60_000 },
    system: {
      setHostName: true,
      swap: "disable",
      selinux: "leave",
      firewall: "open",
      forwardPolicy: "accept",
      openFiles: 131_072,
      processes: 131_072,
      sysctl: { "net.ipv4.ip_forward": "1" },
      modules: [{ anyOf: ["br_netfilter"], optional: false }],
    },
    preflight: {
      minCpus: 2,
      minMemoryMiB: 2_000,
      minDiskMiB: 2_048,
      maxFsyncP99Ms: 50,
      maxClockOffsetMs: 2_000,
      ignore: [],
    },
    kubernetes: {
      version: "1.20.2",
      podSubnet: "10.244.0.0/16",
      serviceSubnet: "10.10.0.0/16",
      dnsDomain: "cluster.local",
      proxyMode: "iptables",
      imageRepository: "registry.k8s.io",
      certSans: [],
      taintControlPlane: true,
      skipAddons: [],
      network: { plugin: "none" },
      images: [],
      kubeletArgs: {},
      kubeadm: { init: {}, join: {}, cluster: {}, kubelet: {}, kubeProxy: {} },
      kubectlUsers: [],
      tokenTtlMs: 1_800_000,
      provokeOutages: true,
    },
    runtime: { name: "containerd", packages: ["containerd.io"], mirrors: [] },
    ...overrides,
  };
}

export function fakeFacts(host: HostSpec, overrides: Partial<HostFacts> = {}): HostFacts {
  return {
    host: host.name,
    agentVersion: "0.1.0",
    bootId: `boot-${host.name}`,
    machineId: `machine-${host.name}`,
    productUuid: "",
    hostname: host.name,
    os: { id: "debian", version: "12", name: "Debian 12", kernel: "6.1.0", arch: "x64" },
    cpus: 2,
    memoryMiB: 4_096,
    packageManager: "apt",
    interfaces: [
      {
        name: "eth0",
        mac: `52:54:00:00:0${host.role === "worker" ? 1 : 0}:${host.name.slice(1).padStart(2, "0")}`,
        addresses: [`${host.address}/24`],
      },
    ],
    defaultInterface: "eth0",
    ...overrides,
  };
}

export function factsOf(spec: ClusterSpec, overrides: Partial<HostFacts> = {}): ReadonlyMap<HostId, HostFacts> {
  return new Map(spec.hosts.map((host) => [hostId(host.name), fakeFacts(host, overrides)]));
}

/** Facts of hosts that have all joined the cluster of `fakeSharedPki`, but for the named ones. */
export function joinedBut(spec: ClusterSpec, ...missing: readonly string[]): ReadonlyMap<HostId, HostFacts> {
  const { caHash } = fakeSharedPki();
  return new Map(
    spec.hosts.map((host) => {
      const kubernetes = { role: host.role, caHash, joined: true };
      return [hostId(host.name), fakeFacts(host, missing.includes(host.name) ? {} : { kubernetes })];
    }),
  );
}

export function fakeSharedPki(): SharedPki {
  const pem = (what: string) => `-----BEGIN ${what}-----\nAAAA\n-----END ${what}-----\n`;
  return {
    caPem: pem("CERTIFICATE"),
    caHash: `sha256:${"a".repeat(64)}`,
    frontProxyCaPem: pem("CERTIFICATE"),
    frontProxyCaHash: `sha256:${"b".repeat(64)}`,
    serviceAccountPem: pem("PUBLIC KEY"),
    serviceAccountHash: `sha256:${"c".repeat(64)}`,
    etcdCaPem: pem("CERTIFICATE"),
    etcdCaHash: `sha256:${"d".repeat(64)}`,
  };
}
