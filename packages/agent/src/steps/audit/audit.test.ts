import { type AuditId, auditIds } from "@quorate/shared/check-catalogue";
import { describe, expect, it } from "vitest";
import { postHost } from "../../../../../test/fakes/post-host.ts";
import { auditRules } from "./all-rules.ts";
import type { Seen, SeenFile } from "./seen.ts";

function found(seen: Seen): ReadonlyMap<AuditId, readonly string[]> {
  const all = auditRules.map(({ id, find }) => [id, find(seen)] as const);
  return new Map(all.filter(([, evidence]) => evidence.length > 0));
}

const withFile = (seen: Seen, path: string, change: Partial<SeenFile>): Seen => {
  const before = seen.files.get(path) ?? { kind: "file" as const, mode: 0o644 };
  return { ...seen, files: new Map([...seen.files, [path, { ...before, ...change }]]) };
};

type Mend = (text: string) => string;
const without =
  (pattern: RegExp): Mend =>
  (text) =>
    text.replace(pattern, "");
const plus =
  (line: string): Mend =>
  (text) =>
    `${text}\n${line}\n`;
const once: Mend = (text) => [...new Set(text.split("\n"))].join("\n");

const hosts = "/etc/hosts";
const sysctl = "/etc/sysctl.d/k8s.conf";
const ipvs = "/etc/sysconfig/modules/ipvs.modules";
const docker = "/etc/docker/daemon.json";
const repository = "/etc/yum.repos.d/kubernetes.repo";
const kubelet = "/etc/sysconfig/kubelet";
const haproxy = "/etc/haproxy/haproxy.cfg";
const keepalived = "/etc/keepalived/keepalived.conf";
const script = "/etc/keepalived/chk_haproxy.sh";
const etcd = "/etc/etcd/etcd.conf";
const unit = "/usr/lib/systemd/system/etcd.service";

/** What the post leaves, words of the finding, and the change after which it is well. */
const defects: readonly (readonly [AuditId, string, string, Mend | undefined])[] = [
  ["HOSTS-DUPLICATE", "line 6 repeats line 3: 192.168.1.90 k8s-master90", hosts, once],
  ["HOSTS-PINNED-SITE", "151.101.108.133 raw.githubusercontent.com", hosts, without(/^.*githubusercontent.*$/gm)],
  [
    "SELINUX-DISABLED",
    "line 2: SELINUX=disabled",
    "/etc/selinux/config",
    (text) => text.replace("=disabled", "=permissive"),
  ],
  [
    "SWAP-FSTAB",
    "/etc/fstab line 2: /dev/mapper/centos-swap",
    "/etc/fstab",
    (text) => text.replace(/^(.* swap .*)$/m, "#$1"),
  ],
  ["LIMITS-NO-SERVICE", "no service", "/etc/security/limits.d/kubernetes.conf", undefined],
  ["SYSCTL-DUPLICATE", "net.bridge.bridge-nf-call-ip6tables, net.bridge", sysctl, once],
  ["SYSCTL-UNKNOWN", "line 4: net.ipv4.tcp_tw_recycle is not in Linux 6.1.0", sysctl, without(/^.*recycle.*$/gm)],
  ["SYSCTL-IPV6-OFF", "net.ipv6.conf.all.disable_ipv6 = 1", sysctl, without(/^.*disable_ipv6.*$/gm)],
  ["MODULES-LOST", "br_netfilter", "/etc/modules-load.d/kubernetes.conf", plus("br_netfilter")],
  ["IPVS-NOT-RUN", "not executable", ipvs, undefined],
  ["IPVS-OLD-CONNTRACK", "line 5: modprobe -- nf_conntrack_ipv4", ipvs, (text) => text.replace("_ipv4", "")],
  ["DOCKER-CONFIG-BROKEN", "is not JSON: line 3 column 3", docker, (text) => text.replace('"]', '"],')],
  ["DOCKER-INSECURE", "trusts https://hub.atguigu.com", docker, without(/^.*insecure.*$/m)],
  ["REPOSITORY-UNPINNED", "[kubernetes]", repository, plus("exclude=kubelet kubeadm kubectl")],
  ["REPOSITORY-OLD", "kubernetes-el7-x86_64", repository, without(/^baseurl.*$/m)],
  ["KUBELET-SWAP-HIDDEN", "--fail-swap-on=false", kubelet, () => "KUBELET_EXTRA_ARGS=\n"],
  ["KUBELET-ARGS-TWICE", "=false--fail-swap-on", kubelet, () => "KUBELET_EXTRA_ARGS=--fail-swap-on=false\n"],
  ["IMAGES-DEAD", "mirrorgooglecontainers", "/root/kubeadm-config.yaml", without(/^imageRepository.*$/m)],
  [
    "HAPROXY-HTTP-IN-TCP",
    "option httplog, option http-server-close, option forwardfor",
    haproxy,
    without(/^ *option +(?:http|forw).*$/gm),
  ],
  ["HAPROXY-SHORT-TIMEOUT", "timeout client 1m", haproxy, (text) => text.replace(/(client|server) +1m/g, "$1 1h")],
  ["HAPROXY-TCP-CHECK", "3 servers", haproxy, plus("    option httpchk GET /readyz")],
  ["HAPROXY-DEAD-ACL", "2 rules about paths", haproxy, without(/^ *acl .*$/gm)],
  ["HAPROXY-ROOT", "no user", haproxy, (text) => text.replace("global", "global\n    user haproxy")],
  [
    "HAPROXY-OPEN-SOCKET",
    "stats socket /var/lib/haproxy/stats",
    haproxy,
    (text) => text.replace("/stats", "/stats mode 600"),
  ],
  ["KEEPALIVED-KILLER", "line 3: systemctl stop keepalived", script, without(/^.*stop keepalived.*$/m)],
  ["KEEPALIVED-EXPANDED", 'line 2: "if [ -z ]; then"', script, (text) => text.replace("-z", '-z "$ID"')],
  ["KEEPALIVED-NO-SHEBANG", "does not begin with #!", script, (text) => `#!/bin/sh\n${text}`],
  ["SCRIPT-WRITABLE", "chk_haproxy.sh has mode 777", script, undefined],
  ["KEEPALIVED-KEYWORD", "line 9: fail 10", keepalived, (text) => text.replace("fail 10", "fall 10")],
  ["KEEPALIVED-STUCK", "weight -20 beside nopreempt", keepalived, without(/^ *weight.*$/m)],
  ["KEEPALIVED-NO-INTERFACE", "interface enp5s0f0", keepalived, (text) => text.replace("enp5s0f0", "host0")],
  ["KEEPALIVED-PASSWORD", "auth_pass is in every list", keepalived, (text) => text.replace("123456", "kx93hFq0")],
  ["KEEPALIVED-MULTICAST", "vrrp_instance VI_1 speaks to all", keepalived, plus("    unicast_peer {\n    }")],
  [
    "KEEPALIVED-BARE-VIP",
    "192.168.1.33 has no prefix",
    keepalived,
    (text) => text.replace("192.168.1.33", "192.168.1.33/24"),
  ],
  ["CA-KEY-LEFT", "/home/ssl/ca.key", "/home/ssl/ca.key", undefined],
  ["KEY-READABLE", "/home/ssl/ca.key has mode 644", "/home/ssl/ca.key", undefined],
  ["CERTIFICATE-LONG", "27 years from now", "/home/ssl/etcd.crt", undefined],
  ["CERTIFICATE-SHARED", "192.168.1.90, 192.168.1.91, 192.168.1.93", "/home/ssl/etcd.crt", undefined],
  ["CERTIFICATE-KEY-USAGE", "may not sign", "/home/ssl/etcd.crt", undefined],
  [
    "CERTIFICATE-ONE-ROLE",
    "for clients and for peers",
    etcd,
    (text) => text.replace(/PEER_CERT_FILE=.*/, "PEER_CERT_FILE=/etc/p.crt"),
  ],
  ["CERTIFICATE-ABSENT", "/etc/ssl/etcd/ssl/etcd.key is not there", etcd, without(/^.*_FILE=.*$/gm)],
  ["ETCD-STATE-NEW", "/var/lib/etcd/member is there", etcd, (text) => text.replace("=new", "=existing")],
  ["ETCD-TOKEN-COMMON", "etcd-cluster", etcd, (text) => text.replace("TOKEN=etcd-cluster", "TOKEN=prod-8f21")],
  [
    "ETCD-NO-CLIENT-AUTH",
    "ETCD_PEER_CLIENT_CERT_AUTH is not set",
    etcd,
    plus("ETCD_CLIENT_CERT_AUTH=true\nETCD_PEER_CLIENT_CERT_AUTH=true"),
  ],
  ["ETCD-TEMPLATE", "ETCD_METRICS={{ etcd_metrics }}", etcd, without(/^.*(?:\{\{|RETENTIO:).*$/gm)],
  ["ETCD-NO-COMPACTION", "not set", etcd, plus("ETCD_AUTO_COMPACTION_RETENTION=8h")],
  ["ETCD-NO-QUOTA", "not set", etcd, plus("ETCD_QUOTA_BACKEND_BYTES=8589934592")],
  ["ETCD-OLD-FLAG", "ETCD_PROXY", etcd, without(/^ETCD_PROXY.*$/m)],
  ["ETCD-NAMES", "k8s-master90 2 times", etcd, (text) => text.replace(/90=(https:\/\/192.168.1.91)/, "91=$1")],
  [
    "ETCD-NO-LOCAL-PROBE",
    "ETCD_LISTEN_METRICS_URLS is not set",
    etcd,
    plus("ETCD_LISTEN_METRICS_URLS=http://127.0.0.1:2381"),
  ],
  ["ETCD-DATA-OPEN", "/var/lib/etcd has mode 755", "/var/lib/etcd", undefined],
  ["ETCD-UNIT-TIMEOUT", "systemd's usual 90 s", unit, plus("TimeoutStartSec=infinity")],
  ["ETCD-UNIT-ROOT", "no User=", unit, plus("User=etcd")],
  ["BASHRC-ALIAS", "line 1: alias etcdctl", "/root/.bashrc", undefined],
  ["JOIN-SECRETS-LOG", "every user can read it", "/root/kubeadm-init.log", undefined],
];

describe("the audit of a host that the post's scripts set up", () => {
  const seen = postHost();
  const all = found(seen);

  it.each(defects)("finds %s and not when it is mended", (id, words, path, mend) => {
    expect(all.get(id)?.join("; ")).toContain(words);
    expect(found(postHost({ [path]: mend })).has(id)).toBe(false);
  });

  it("finds a firewall that was installed and turned off, and not when one runs", () => {
    expect(all.get("FIREWALL-OFF")).toEqual(["firewalld is inactive and disabled, and no other firewall runs"]);
    const running = seen.units.map((each) => ({ ...each, active: "active" }));
    expect(found({ ...seen, units: running }).has("FIREWALL-OFF")).toBe(false);
    expect(found({ ...seen, units: [] }).has("FIREWALL-OFF")).toBe(false);
  });

  it("finds localhost gone when the flannel script wrote /etc/hosts anew", () => {
    expect(all.has("HOSTS-NO-LOCALHOST")).toBe(false);
    const wiped = withFile(seen, hosts, { text: "151.101.108.133 raw.githubusercontent.com\n" });
    expect(found(wiped).has("HOSTS-NO-LOCALHOST")).toBe(true);
  });

  it("finds that keepalived has no configuration where `cat <` wrote none, or only the package's sample", () => {
    expect(all.has("KEEPALIVED-NO-CONFIG")).toBe(false);
    expect(found(postHost({ [keepalived]: undefined })).has("KEEPALIVED-NO-CONFIG")).toBe(true);
    const sample = () => "vrrp_instance VI_1 {\n virtual_ipaddress {\n 192.168.200.16\n }\n}\n";
    expect(found(postHost({ [keepalived]: sample })).has("KEEPALIVED-NO-CONFIG")).toBe(true);
  });

  it("finds that etcd's directory was made on the first host only", () => {
    expect(all.has("ETCD-DATA-ABSENT")).toBe(false);
    expect(found(postHost({ "/var/lib/etcd": undefined })).get("ETCD-DATA-ABSENT")).toEqual([
      "WorkingDirectory=/var/lib/etcd is not there",
    ]);
  });

  it("judges modules and keys by the kernel that runs: on the post's own Linux 3.10 they are right", () => {
    const old = found({ ...seen, kernel: "3.10.0-1062.el7.x86_64" });
    expect([old.has("SYSCTL-UNKNOWN"), old.has("IPVS-OLD-CONNTRACK")]).toEqual([false, false]);
  });

  it("has one rule for every defect of the catalogue, and one row here", () => {
    expect(auditRules.map(({ id }) => id).toSorted()).toEqual(auditIds.toSorted());
    expect(new Set(all.keys()).size).toBe(auditIds.length - 3);
  });

  it("tells no secret that it finds", () => {
    const told = [...all.values()].flat().join("\n");
    for (const secret of ["3vjfpc.647mossfkxl2v6u6", "ee78fe3d5d0666", "123456", "BEGIN PRIVATE"]) {
      expect(told).not.toContain(secret);
    }
  });
});
