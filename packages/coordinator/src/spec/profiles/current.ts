import type { Profile } from "./profile.ts";

/** Kubernetes 1.37 and what goes with it; haproxy and keepalived are the distribution's. */
export const current = {
  values: {
    // 8443 is a port that SELinux lets haproxy have; the virtual router id is the last octet of the VIP.
    endpoint: { port: 8443 },
    etcd: {
      version: "3.7.1",
      source: {
        kind: "tarball",
        url: "https://github.com/etcd-io/etcd/releases/download/v3.7.1/etcd-v3.7.1-linux-amd64.tar.gz",
        sha256: "e8cd3fa8064c98137c5dbd78b76f969417ace84efb83c481041d7a52ffdd8fb9",
      },
    },
    packages: {},
    system: {
      sysctl: {
        "net.bridge.bridge-nf-call-ip6tables": "1",
        "net.bridge.bridge-nf-call-iptables": "1",
        "net.ipv4.ip_forward": "1",
        "vm.overcommit_memory": "1",
        "vm.panic_on_oom": "0",
        "fs.inotify.max_user_instances": "8192",
        "fs.inotify.max_user_watches": "1048576",
      },
    },
    preflight: {},
    kubernetes: { version: "1.37.1", serviceSubnet: "10.96.0.0/12", proxyMode: "nftables" },
    runtime: { name: "containerd" },
  },
  // 1.37 is the last release that works with containerd 1.7.
  runtimeVersions: { containerd: "2.*" },
  runtimeCompanions: {},
  modules: ["br_netfilter", "overlay"],
  proxyModules: {
    iptables: [],
    ipvs: ["ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_sh", "nf_conntrack"],
    nftables: ["nf_tables"],
  },
} as const satisfies Profile;
