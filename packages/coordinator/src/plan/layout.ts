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
  kubeletPort: 10250,
  unit: { haproxy: "haproxy.service", keepalived: "keepalived.service", kubelet: "kubelet.service" },
} as const;

/** The ports on which members must reach each other, and the unit that will hold each. */
export function memberPorts({ endpoint, apiserverPort }: ClusterSpec): readonly { port: number; unit: string }[] {
  return [
    { port: layout.etcd.clientPort, unit: layout.etcd.unit },
    { port: layout.etcd.peerPort, unit: layout.etcd.unit },
    { port: endpoint.port, unit: layout.unit.haproxy },
    { port: apiserverPort, unit: layout.unit.kubelet },
  ];
}
