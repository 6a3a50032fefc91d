import type { ProfileValues } from "./profile.ts";

/** What holds where neither the file nor its profile says anything. */
export const defaults = {
  endpoint: {},
  etcd: {
    topology: "external",
    // Not /var/lib/etcd: kubeadm reset empties that even when etcd is external (kubernetes/kubeadm#3225).
    // Not below a directory of the coordinator's: the etcd user has to get through its parents.
    dataDir: "/var/lib/quorate-etcd",
    certificateDays: 365,
    startWindow: "60s",
    // etcd's own suggested maximum; its default of 2 GiB stops a busy cluster.
    quota: "8GiB",
    autoCompaction: "8h",
    heartbeat: "100ms",
    election: "1s",
  },
  packages: { repositories: [], versions: {}, hold: true, lockWait: "5m" },
  system: {
    setHostName: true,
    swap: "disable",
    selinux: "leave",
    firewall: "open",
    forwardPolicy: "accept",
    openFiles: 131_072,
    processes: 131_072,
    sysctl: {},
  },
  preflight: {
    // kubeadm's own NumCPU and Mem checks.
    minCpus: 2,
    minMemory: "1700MiB",
    minDisk: "2GiB",
    // Half a heartbeat: a slower disk makes a leader miss its own beats. etcd suggests 10ms for good service.
    maxFsyncP99: "50ms",
    maxClockOffset: "500ms",
    ignore: [],
  },
  kubernetes: {
    apiserverPort: 6443,
    podSubnet: "10.244.0.0/16",
    dnsDomain: "cluster.local",
    // Also of the versions that still name k8s.gcr.io: that one is frozen (kubernetes.io/blog/2023/03/10/k8s-gcr-io-freeze-announcement).
    imageRepository: "registry.k8s.io",
    certSans: [],
    // As kubeadm does it.
    taintControlPlane: true,
    skipAddons: [],
    network: { plugin: "flannel" },
    images: [],
    kubeletArgs: {},
    kubeadm: {},
    kubectlUsers: [],
    tokenTtl: "30m",
    // Only a first bootstrap does it, when nobody depends on the cluster yet.
    provokeOutages: true,
  },
  runtime: { name: "containerd", mirrors: [] },
} as const satisfies ProfileValues;
