/**
 * preflight: a precondition of a bootstrap, which --ignore-checks can except; health: how a cluster stands;
 * audit: a defect of a host that was set up by hand, looked for by `doctor --audit` only.
 */
export type CheckArea = "preflight" | "health" | "audit";

export interface CheckSpec {
  /** A family has one for all its members: REACH of REACH-2379. */
  readonly name: string;
  readonly area: CheckArea;
  /** What is looked at, and what it is when all is well. */
  readonly summary: string;
  /** The usual way out; a finding may carry a better one. */
  readonly fix: string;
}

type Row = readonly [summary: string, fix: string];

const preflight = {
  ROOT: ["the agent runs as root", "systemctl start quorate-agent"],
  OS: ["systemd and a known package manager are there", "use a distribution of Debian's or Red Hat's family"],
  CGROUP: ["control groups are of version 2", "boot with systemd.unified_cgroup_hierarchy=1"],
  "CGROUP-CONTROLLERS": [
    "the kernel has the control groups that the kubelet needs",
    "boot the kernel with cgroup_enable=NAME for each that is absent",
  ],
  CPU: ["the host has the CPUs that the spec asks for", "give the host more CPUs, or lower spec.preflight.minCpus"],
  MEMORY: [
    "the host has the memory that the spec asks for",
    "give the host more memory, or lower spec.preflight.minMemory",
  ],
  DISK: ["the disk of etcd's data has room", "make room, or choose another spec.etcd.dataDir"],
  "TIME-SYNC": ["something keeps the clock in time", "install chrony and enable it"],
  "IP-LOCAL": [
    "the host has the address of the spec, in the network of the virtual IP",
    "correct the address in spec.hosts",
  ],
  PORT: ["a needed port is free, or held by the unit that shall hold it", "stop the process that the finding names"],
  "VIP-FREE": [
    "nobody but this cluster answers for the virtual IP",
    "free the address, or choose another spec.endpoint.vip",
  ],
  "VRRP-QUIET": [
    "nobody else speaks VRRP in this network",
    "choose a spec.endpoint.virtualRouterId that nobody else uses",
  ],
  FSYNC: ["the disk has writes safe as fast as etcd wants it", "put spec.etcd.dataDir on an SSD"],
  "OLD-CLUSTER": [
    "there are no leftovers of another cluster",
    "take the host out of the old cluster: kubeadm reset --skip-phases=remove-etcd-member",
  ],
  REACH: [
    "every host reaches the needed ports of every other",
    "let the port through the firewalls of both hosts and of what lies between",
  ],
  HOSTNAME: ["every host has its own name", "leave spec.system.setHostName on, or name the hosts apart"],
  "MACHINE-ID": ["every host has its own machine id", "rm /etc/machine-id && systemd-machine-id-setup"],
  "PRODUCT-UUID": ["every host has its own product UUID", "give each virtual machine its own UUID"],
  MAC: ["every host has its own MAC address", "give each network card its own address"],
  CLOCK: ["the clocks agree within spec.preflight.maxClockOffset", "set the clock: chronyc makestep"],
} as const satisfies Record<string, Row>;

const health = {
  AGENT: ["the agent of the host is connected", "on the host: systemctl status quorate-agent"],
  "AGENT-VERSION": ["agent and coordinator are of one version", "install the same version on both"],
  PLAN: ["spec and facts can be brought together", "change the spec or the host that the finding names"],
  LOOK: [
    "every check could be carried out",
    "mend what kept the check from looking, then run `coordinator doctor` again",
  ],
  DRIFT: ["a finished host is as the plan wants it", "coordinator bootstrap -f cluster.yaml"],
  UNIT: ["the units of the cluster run", "on the host: systemctl status UNIT"],
  "VIP-HOLDER": [
    "exactly one host holds the virtual IP",
    "let IP protocol 112 (VRRP) pass between the hosts; journalctl -u keepalived",
  ],
  "VIP-ANSWER": ["the virtual IP answers from every host", "journalctl -u keepalived -u haproxy"],
  "ETCD-MEMBER": ["every etcd member is healthy", "on the host: journalctl -u etcd -e"],
  "ETCD-LEADER": ["etcd has exactly one leader", "look at the network between the members: coordinator get members"],
  "ETCD-CLUSTER": [
    "all members are of one etcd cluster",
    "stop the foreign member that the finding names; never merge the data of two clusters",
  ],
  "ETCD-SIZE": [
    "the database of etcd is far from its quota",
    "etcdctl compact, then etcdctl defrag, one member after the other",
  ],
  "DISK-FREE": ["the disk of etcd's data has a tenth of its room free", "make room on the disk that holds etcd's data"],
  "MEMORY-FREE": ["a twentieth of the memory is available", "find what uses it: systemd-cgtop -m"],
  "LAST-RUN": ["the last run ended well", "coordinator bootstrap -f cluster.yaml"],
  KUBERNETES: [
    "nodes, static pods, apiserver, virtual IP and etcd are well as seen from this host",
    "see what the finding waits for: kubectl get nodes,pods -A",
  ],
} as const satisfies Record<string, Row>;

const audit = {
  "HOSTS-DUPLICATE": [
    "/etc/hosts has each line once",
    "keep one of each: awk '!seen[$0]++' /etc/hosts > /etc/hosts.new && mv /etc/hosts.new /etc/hosts",
  ],
  "HOSTS-NO-LOCALHOST": ["/etc/hosts names localhost", "echo '127.0.0.1 localhost' >> /etc/hosts"],
  "HOSTS-PINNED-SITE": [
    "/etc/hosts pins no site of the internet to an address",
    "sed -i '/raw.githubusercontent.com/d' /etc/hosts",
  ],
  "FIREWALL-OFF": [
    "an installed firewall runs; etcd and the apiserver are not open to everybody",
    "open the members' ports, then systemctl enable --now firewalld; `spec.system.firewall: open` does both",
  ],
  "SELINUX-DISABLED": [
    "SELinux is not switched off at boot",
    "sed -i 's/^SELINUX=disabled/SELINUX=permissive/' /etc/selinux/config, then relabel at the next boot",
  ],
  "SWAP-FSTAB": ["swap does not come back at the next boot", "sed -i '/\\sswap\\s/s/^[^#]/#&/' /etc/fstab"],
  "LIMITS-NO-SERVICE": [
    "limits are set where services see them",
    "set LimitNOFILE= in the units; rm /etc/security/limits.d/kubernetes.conf: services do not read it",
  ],
  "SYSCTL-DUPLICATE": [
    "a sysctl file has each key once",
    "write the file anew with each key once, then sysctl --system",
  ],
  "SYSCTL-UNKNOWN": [
    "sysctl files set only keys that this kernel has",
    "take net.ipv4.tcp_tw_recycle out: Linux 4.12 removed it, and sysctl -p fails there",
  ],
  "SYSCTL-IPV6-OFF": ["IPv6 is left as it is", "take net.ipv6.conf.all.disable_ipv6 out of the file"],
  "MODULES-LOST": [
    "kernel modules that the sysctls need are loaded at boot",
    "printf 'overlay\\nbr_netfilter\\n' > /etc/modules-load.d/kubernetes.conf",
  ],
  "IPVS-NOT-RUN": [
    "the script of IPVS modules is executable, or modules-load.d names them",
    "list them in /etc/modules-load.d/ipvs.conf and rm /etc/sysconfig/modules/ipvs.modules",
  ],
  "IPVS-OLD-CONNTRACK": [
    "modules are named as this kernel names them",
    "nf_conntrack in the place of nf_conntrack_ipv4, which Linux 4.19 removed",
  ],
  "DOCKER-CONFIG-BROKEN": [
    "/etc/docker/daemon.json is JSON",
    "put the comma where the finding says, check with `dockerd --validate`, then systemctl restart docker",
  ],
  "DOCKER-INSECURE": [
    "docker trusts no registry without TLS",
    "take insecure-registries out of /etc/docker/daemon.json, then systemctl restart docker",
  ],
  "REPOSITORY-UNPINNED": [
    "an update of the system cannot update Kubernetes by the way",
    "add `exclude=kubelet kubeadm kubectl` to the repository; install with --disableexcludes=kubernetes",
  ],
  "REPOSITORY-OLD": [
    "packages of Kubernetes come from where they are still published",
    "use https://pkgs.k8s.io/core:/stable:/vMINOR/rpm/",
  ],
  "KUBELET-SWAP-HIDDEN": [
    "the kubelet is not told to overlook swap",
    "take --fail-swap-on=false out of /etc/sysconfig/kubelet and turn swap off for good",
  ],
  "KUBELET-ARGS-TWICE": [
    "the kubelet's arguments are well formed",
    "write /etc/sysconfig/kubelet anew: the script was run twice and glued its flag together",
  ],
  "HAPROXY-HTTP-IN-TCP": [
    "a haproxy that passes TCP has no options of HTTP",
    "mode tcp and option tcplog in defaults; no httplog, forwardfor or http-server-close",
  ],
  "HAPROXY-SHORT-TIMEOUT": [
    "idle connections to the apiserver live long: watches, exec and logs are silent for minutes",
    "timeout client 1h, timeout server 1h, timeout tunnel 1h",
  ],
  "HAPROXY-TCP-CHECK": [
    "haproxy asks the apiserver whether it is ready",
    "option httpchk GET /readyz, with check-ssl verify required ca-file on each server",
  ],
  "HAPROXY-DEAD-ACL": ["a TCP frontend has no path rules", "remove the acl lines: TCP has no paths"],
  "HAPROXY-ROOT": ["haproxy gives up root", "user haproxy and group haproxy in the global section"],
  "HAPROXY-OPEN-SOCKET": [
    "the stats socket says who may use it",
    "stats socket /var/lib/haproxy/stats mode 600 level operator",
  ],
  "KEEPALIVED-NO-CONFIG": [
    "keepalived has a configuration of its own",
    "write /etc/keepalived/keepalived.conf: `cat <` in the place of `cat >` wrote nothing",
  ],
  "KEEPALIVED-KILLER": [
    "the check script does not stop keepalived, which nobody starts again",
    "track_process haproxy in the place of the script: keepalived then heals by itself",
  ],
  "KEEPALIVED-EXPANDED": [
    "the check script is what its author wrote",
    "quote the heredoc (<<'EOF'): its $(...) and $ID were replaced while the file was written",
  ],
  "KEEPALIVED-NO-SHEBANG": ["the check script says what runs it", "first line: #!/bin/sh"],
  "SCRIPT-WRITABLE": ["only root can write what root runs", "chmod 755 and chown root: on the file"],
  "KEEPALIVED-KEYWORD": ["keepalived knows every word of its configuration", "`fall`, not `fail`"],
  "KEEPALIVED-STUCK": [
    "the virtual IP can move: no weight beside nopreempt",
    "remove the weight: a failed check is then a FAULT, and the address moves",
  ],
  "KEEPALIVED-NO-INTERFACE": ["the interface of the VRRP instance exists", "name the one that `ip route get` shows"],
  "KEEPALIVED-PASSWORD": [
    "the VRRP password is no well-known one",
    "choose another; it goes over the network in clear text and is no protection",
  ],
  "KEEPALIVED-MULTICAST": [
    "VRRP goes to the members only",
    "unicast_src_ip and unicast_peer: many networks and clouds drop multicast",
  ],
  "KEEPALIVED-BARE-VIP": ["the virtual IP has its prefix and device", "ADDRESS/PREFIX dev INTERFACE"],
  "CA-KEY-LEFT": [
    "no key of a certificate authority lies on a host",
    "move it to a machine that serves nothing, and remove it here",
  ],
  "KEY-READABLE": ["only its owner can read a private key", "chmod 600 on the file"],
  "CERTIFICATE-LONG": [
    "a certificate lives a year or so",
    "issue anew for a year, and renew by machine: `coordinator bootstrap` does",
  ],
  "CERTIFICATE-SHARED": [
    "every member has a certificate of its own",
    "issue one for each host with that host's names only: a stolen key is then one host's",
  ],
  "CERTIFICATE-ONE-ROLE": [
    "server, peer and client have certificates of their own",
    "issue one for each role; the apiserver gets one that is for clients only",
  ],
  "CERTIFICATE-KEY-USAGE": [
    "a certificate for TLS may sign",
    "issue anew with keyUsage digitalSignature: ECDHE and TLS 1.3 sign",
  ],
  "CERTIFICATE-ABSENT": [
    "the files that etcd's configuration names are there",
    "copy them there; the post copies an empty folder",
  ],
  "ETCD-STATE-NEW": [
    "a formed member is not told to form a cluster",
    "ETCD_INITIAL_CLUSTER_STATE=existing: a member that lost its data must not start empty",
  ],
  "ETCD-TOKEN-COMMON": [
    "the cluster token is this cluster's own",
    "choose another at the next rebuild: old data of the same token is taken for the new cluster's",
  ],
  "ETCD-NO-CLIENT-AUTH": [
    "etcd asks clients and peers for certificates",
    "ETCD_CLIENT_CERT_AUTH=true and ETCD_PEER_CLIENT_CERT_AUTH=true",
  ],
  "ETCD-TEMPLATE": [
    "nothing of a template is left in etcd's configuration",
    "remove the line; names with a typo are silently without effect",
  ],
  "ETCD-NO-COMPACTION": [
    "etcd drops old revisions",
    "ETCD_AUTO_COMPACTION_MODE=periodic and ETCD_AUTO_COMPACTION_RETENTION=8h",
  ],
  "ETCD-NO-QUOTA": ["the quota of etcd's database is chosen", "ETCD_QUOTA_BACKEND_BYTES=8589934592"],
  "ETCD-OLD-FLAG": ["etcd is given no flag of version 2", "remove ETCD_PROXY"],
  "ETCD-NAMES": [
    "every name in ETCD_INITIAL_CLUSTER is there once",
    "write the line anew: sed replaced every name by this host's",
  ],
  "ETCD-NO-LOCAL-PROBE": [
    "etcd can be asked for its health without a client certificate, on loopback",
    "ETCD_LISTEN_METRICS_URLS=http://127.0.0.1:2381",
  ],
  "ETCD-DATA-OPEN": ["only etcd can read its data", "chmod 700 on the data directory"],
  "ETCD-DATA-ABSENT": [
    "the working directory of etcd's unit exists",
    "mkdir -m 700 on it: without it systemd fails with CHDIR before etcd starts",
  ],
  "ETCD-UNIT-TIMEOUT": [
    "systemd does not kill an etcd that waits for its peers",
    "TimeoutStartSec=infinity in the unit: Type=notify says ready only with a quorum",
  ],
  "ETCD-UNIT-ROOT": ["etcd does not run as root", "User=etcd in the unit, and chown the data directory"],
  "BASHRC-ALIAS": [
    "etcdctl is set up where scripts see it, and once",
    "ETCDCTL_* variables in a file; an alias is not expanded in scripts",
  ],
  "JOIN-SECRETS-LOG": [
    "no log holds join secrets",
    "shred -u the file; kubeadm token delete, and kubeadm init phase upload-certs for a new key",
  ],
  "IMAGES-DEAD": [
    "images come from where they are still published",
    "imageRepository: registry.k8s.io, or a mirror of your own",
  ],
} as const satisfies Record<string, Row>;

export type PreflightId = keyof typeof preflight;
export type HealthId = keyof typeof health;
export type AuditId = keyof typeof audit;
type FixedId = PreflightId | HealthId | AuditId;
/** Of a family: one check for each port. */
export type CheckId = FixedId | `PORT-${number}` | `REACH-${number}`;

const areas = { preflight, health, audit } as const;

/** Of all checks; a family by its name without the number. */
export const checkIds: readonly string[] = Object.values(areas).flatMap((rows) => Object.keys(rows));
export const auditIds: readonly AuditId[] = Object.keys(audit) as AuditId[];
/** Those that --ignore-checks can except. */
export const preflightIds: readonly string[] = Object.keys(preflight);

/** What is known of a check, by its id or that of its family; undefined when there is no such check. */
export function checkSpec(id: string): CheckSpec | undefined {
  const name = id.replace(/^(PORT|REACH)-\d+$/, "$1");
  for (const [area, rows] of Object.entries(areas) as [CheckArea, Record<string, Row>][]) {
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (row) return { name, area, summary: row[0], fix: row[1] };
  }
  return undefined;
}
