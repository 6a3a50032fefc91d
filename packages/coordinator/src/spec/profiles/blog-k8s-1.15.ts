import type { Profile } from "./profile.ts";

/**
 * The versions and values of the blog post. Left out are its mistakes: tcp_tw_recycle (gone since Linux 4.12), IPv6
 * turned off for the whole host, etcd in /var/lib/etcd, a stopped firewall, an image mirror that is no more.
 */
export const blogK8s115 = {
  values: {
    endpoint: { port: 12_567, virtualRouterId: 33 },
    etcd: {
      version: "3.4.7",
      source: {
        kind: "tarball",
        url: "https://github.com/etcd-io/etcd/releases/download/v3.4.7/etcd-v3.4.7-linux-amd64.tar.gz",
        sha256: "4ad86e663b63feb4855e1f3a647e719d6d79cf6306410c52b7f280fa56f8eb6b",
      },
    },
    packages: {
      // Any build of the post's versions: mirrors drop the exact ones.
      versions: { haproxy: "1.5.18-*", keepalived: "1.3.5-*" },
    },
    system: {
      // The kubelet of that time cannot label what containers mount; kubeadm's guide asked for the same.
      selinux: "permissive",
      sysctl: {
        "net.bridge.bridge-nf-call-ip6tables": "1",
        "net.bridge.bridge-nf-call-iptables": "1",
        "net.ipv4.ip_forward": "1",
        "vm.swappiness": "0",
        "vm.overcommit_memory": "1",
        "vm.panic_on_oom": "0",
        "fs.inotify.max_user_instances": "8192",
        "fs.inotify.max_user_watches": "1048576",
        "fs.file-max": "52706963",
        "fs.nr_open": "52706963",
      },
    },
    preflight: {},
    kubernetes: {
      version: "1.15.1",
      serviceSubnet: "10.10.0.0/16",
      proxyMode: "ipvs",
      // The post takes the taint away by hand: its three masters are all the machines there are.
      taintControlPlane: false,
    },
    runtime: { name: "docker" },
  },
  runtimeVersions: { docker: "18.09.7", containerd: "1.2.13" },
  runtimeCompanions: { "containerd.io": "1.2.13-*" },
  modules: ["br_netfilter", "overlay"],
  proxyModules: {
    iptables: [],
    // nf_conntrack_ipv4 became part of nf_conntrack in Linux 4.19.
    ipvs: ["ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_sh", { anyOf: ["nf_conntrack_ipv4", "nf_conntrack"] }],
    nftables: ["nf_tables"],
  },
} as const satisfies Profile;
