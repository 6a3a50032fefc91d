import type { ClusterSpec } from "../spec/cluster-spec.ts";

/** Where things are on a host. One page, so that "which files does it touch?" has one answer. */
export const layout = {
  hostsSysctl: "/etc/sysctl.d/90-quorate.conf",
  haproxyConfig: "/etc/haproxy/haproxy.cfg",
  keepalivedConfig: "/etc/keepalived/keepalived.conf",
  etcd: {
    config: "/etc/etcd/etcd.conf.yml",
    unit: "etcd.service",
    user: "etcd",
    packagedBinary: "/usr/bin/etcd",
    tarballBinDir: "/usr/local/bin",
    /** Not under /etc/kubernetes/pki: `kubeadm reset` of 1.15 empties that (kubernetes/website#8074). */
    pki: "/etc/quorate/pki/etcd",
    clientPort: 2379,
    peerPort: 2380,
    metricsPort: 2381,
  },
  kubernetes: {
    pki: "/etc/kubernetes/pki",
    adminConfig: "/etc/kubernetes/admin.conf",
    kubeletConfig: "/etc/kubernetes/kubelet.conf",
    manifests: "/etc/kubernetes/manifests",
    /** For haproxy and for our own questions: a copy that `kubeadm reset` leaves alone. */
    caCopy: "/etc/quorate/pki/kubernetes/ca.crt",
    pkiCopies: "/etc/quorate/pki/kubernetes",
    /** The apiserver's own pair for etcd. */
    apiserverPki: "/etc/quorate/pki/apiserver",
    /** What apiservers write in etcd lies below it: the default of --etcd-prefix. */
    etcdPrefix: "/registry/",
    kubeletData: "/var/lib/kubelet",
    kubeletEnvironment: "/etc/quorate/kubelet.env",
    kubeletDropIn: "/etc/systemd/system/kubelet.service.d/20-quorate.conf",
    kubeletPort: 10250,
    /** Of the controller-manager and of the scheduler, on 127.0.0.1. */
    localPorts: [10257, 10259],
  },
  etcdSnapshots: "/var/lib/quorate-etcd-snapshots",
  unit: { haproxy: "haproxy.service", keepalived: "keepalived.service", kubelet: "kubelet.service" },
} as const;

/** A port and the unit that will hold it. What pods hold counts as the kubelet's. */
export interface PortUse {
  readonly port: number;
  readonly unit: string;
}

/** The ports of a control-plane host that other hosts must reach. */
export function memberPorts({ endpoint, apiserverPort, etcd }: ClusterSpec): readonly PortUse[] {
  const etcdUnit = etcd.topology === "external" ? layout.etcd.unit : layout.unit.kubelet;
  return [
    { port: layout.etcd.clientPort, unit: etcdUnit },
    { port: layout.etcd.peerPort, unit: etcdUnit },
    { port: endpoint.port, unit: layout.unit.haproxy },
    { port: apiserverPort, unit: layout.unit.kubelet },
    kubeletPort,
  ];
}

/** The one port of every host. */
export const kubeletPort: PortUse = { port: layout.kubernetes.kubeletPort, unit: layout.unit.kubelet };

/** The ports of a control-plane host that only the host itself uses. */
export function localPorts({ etcd }: ClusterSpec): readonly PortUse[] {
  const etcdUnit = etcd.topology === "external" ? layout.etcd.unit : layout.unit.kubelet;
  return [
    { port: layout.etcd.metricsPort, unit: etcdUnit },
    ...layout.kubernetes.localPorts.map((port) => ({ port, unit: layout.unit.kubelet })),
  ];
}

/** What a running etcd member is and what it needs on its host; paths, each with all below it. */
export function etcdPaths({ etcd }: ClusterSpec): readonly string[] {
  return [
    etcd.dataDir,
    layout.etcdSnapshots,
    layout.etcd.config,
    layout.etcd.pki,
    `/etc/systemd/system/${layout.etcd.unit}`,
    `/etc/systemd/system/${layout.etcd.unit}.d`,
    `/etc/sysusers.d/quorate-${layout.etcd.user}.conf`,
    ...["etcd", "etcdctl", "etcdutl"].map((name) => `${layout.etcd.tarballBinDir}/${name}`),
    "/etc/quorate/etcd-generation.json",
    "/etc/quorate/etcd-attempt.json",
    "/etc/quorate/etcd-tarball.json",
    "/etc/quorate/etcdctl.env",
    "/etc/profile.d/quorate-etcdctl.sh",
    // Its peers are let through, found by name and given the files that it opens.
    "/etc/quorate/firewall.nft",
    "/etc/nftables.conf",
    "/etc/sysconfig/nftables.conf",
    "/etc/ufw",
    "/etc/firewalld",
    "/etc/hosts",
    "/etc/hostname",
    layout.hostsSysctl,
    "/etc/systemd/system.conf.d/60-quorate.conf",
    "/etc/security/limits.d/60-quorate.conf",
  ];
}
