import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { parseSpecWithWarnings } from "../parse-spec.ts";

const hostLines = (count: number, role = "control-plane") =>
  Array.from(
    { length: count },
    (_, i) => `    - { name: h${i}-${role}, address: 10.20.${role.length}.${i + 1}, role: ${role} }\n`,
  ).join("");

const file = (hosts: string, rest = "", vip = "10.20.13.200") => `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: prod }
spec:
  hosts:
${hosts}  endpoint: { vip: ${vip} }
${rest}`;
const good = (rest: string, vip?: string) => file(hostLines(3), rest, vip);

/** Everything that is said about a file: errors, or else warnings. */
function said(text: string): readonly string[] {
  try {
    return parseSpecWithWarnings(text, "c").warnings;
  } catch (error) {
    return AppError.from(error).message.split("\n");
  }
}

const cases: readonly (readonly [what: string, text: string, says: string])[] = [
  [
    "no control-plane host",
    file(hostLines(3, "worker")),
    "c:5:3 spec.hosts: 0 control-plane hosts: etcd needs 3, 5, 7 or 9 of them; list three hosts",
  ],
  [
    "one host",
    file(hostLines(1)),
    "c:5:3 spec.hosts: 1 control-plane host: etcd needs 3, 5, 7 or 9 of them; add 2 more",
  ],
  ["two hosts", file(hostLines(2)), "c:5:3 spec.hosts: 2 control-plane hosts"],
  [
    "four hosts",
    file(hostLines(4)),
    "c:5:3 spec.hosts: 4 control-plane hosts: etcd needs 3, 5, 7 or 9 of them; add one host, or make one of them role: worker: 4 tolerate no more failures than 3",
  ],
  ["eleven hosts", file(hostLines(11)), "c:5:3 spec.hosts: 11 control-plane hosts"],
  [
    "a name twice",
    good("").replace("h2-", "h0-"),
    "c:8:15 spec.hosts[2].name: h0-control-plane is also the name of hosts[0]",
  ],
  [
    "an address twice",
    good("").replace(/\.3,/, ".1,"),
    "c:8:42 spec.hosts[2].address: 10.20.13.1 is also the address of hosts[0]",
  ],
  [
    "an IPv6 address twice, spelt in two ways",
    file(
      '    - { name: a, address: "fd00::0:1" }\n    - { name: b, address: "fd00::1" }\n    - { name: c, address: "fd00::2" }\n',
      "  kubernetes: { podSubnet: fd01::/56, serviceSubnet: fd02::/112 }\n",
      '"fd00::9"',
    ),
    "c:7:27 spec.hosts[1].address: fd00::1 is also the address of hosts[0]",
  ],
  [
    "the virtual IP of a host",
    good("", "10.20.13.2"),
    "c:9:20 spec.endpoint.vip: 10.20.13.2 is the address of h1-control-plane",
  ],
  [
    "a virtual IP of another family",
    good("", '"fd00::9"'),
    "c:6:42 spec.hosts[0].address: 10.20.13.1 is IPv4 and the virtual IP is IPv6",
  ],
  [
    "a virtual IP whose subnet leaves a host out",
    good("", "10.20.14.200/24"),
    "c:6:42 spec.hosts[0].address: 10.20.13.1 (h0-control-plane) is outside of 10.20.14.0/24",
  ],
  [
    "a network's own address as virtual IP",
    good("", "10.20.13.0/24"),
    "c:9:20 spec.endpoint.vip: 10.20.13.0 is the network address of 10.20.13.0/24",
  ],
  [
    "a broadcast address as virtual IP",
    good("", "10.20.13.255/24"),
    "c:9:20 spec.endpoint.vip: 10.20.13.255 is the broadcast address",
  ],
  [
    "a virtual IP far away",
    good("", "192.168.1.33"),
    "c:9:20 spec.endpoint.vip: 192.168.1.33 is far from h0-control-plane 10.20.13.1",
  ],
  [
    "pods and services that overlap",
    good("  kubernetes: { podSubnet: 10.96.0.0/16 }\n"),
    "c:10:28 spec.kubernetes.podSubnet: 10.96.0.0/16 overlaps the serviceSubnet 10.96.0.0/12",
  ],
  [
    "pods on the hosts' subnet",
    good("  kubernetes: { podSubnet: 10.20.0.0/16 }\n", "10.20.13.200/24"),
    "c:10:28 spec.kubernetes.podSubnet: 10.20.0.0/16 overlaps the hosts' subnet 10.20.13.0/24",
  ],
  [
    "hosts inside the pods' network",
    good("  kubernetes: { podSubnet: 10.20.0.0/16 }\n"),
    "c:10:28 spec.kubernetes.podSubnet: 10.20.0.0/16 holds h0-control-plane 10.20.13.1",
  ],
  [
    "host bits in a network",
    good("  kubernetes: { podSubnet: 10.244.0.1/16 }\n"),
    'c:10:28 spec.kubernetes.podSubnet: "10.244.0.1/16" is not a network in CIDR form whose host bits are zero',
  ],
  [
    "pods without room for the hosts",
    good("  kubernetes: { podSubnet: 10.244.0.0/23 }\n"),
    "c:10:28 spec.kubernetes.podSubnet: 10.244.0.0/23 has room for 2 hosts of a /24 each, and there are 3: use a /16",
  ],
  [
    "a network that is too large for pods",
    good("  kubernetes: { podSubnet: 100.0.0.0/7 }\n"),
    "c:10:28 spec.kubernetes.podSubnet: 100.0.0.0/7 is larger than /8",
  ],
  [
    "a network that is too large for services",
    good("  kubernetes: { serviceSubnet: 100.64.0.0/10 }\n"),
    "c:10:32 spec.kubernetes.serviceSubnet: 100.64.0.0/10 has a wrong size: the apiserver takes /12 to /28",
  ],
  [
    "services of another family",
    good("  kubernetes: { serviceSubnet: fd02::/112 }\n"),
    "c:10:32 spec.kubernetes.serviceSubnet: fd02::/112 is IPv6 and the hosts are IPv4",
  ],
  [
    "docker's bridge",
    good("  profile: blog-k8s-1.15\n  kubernetes: { podSubnet: 172.17.0.0/16 }\n"),
    "c:11:28 spec.kubernetes.podSubnet: 172.17.0.0/16 overlaps 172.17.0.0/16, docker's own",
  ],
  [
    "virtual router id 0",
    good("").replace("}\n", "}\n").replace("vip: 10.20.13.200", "vip: 10.20.13.200, virtualRouterId: 0"),
    "c:9:51 spec.endpoint.virtualRouterId: 0 is not a whole number from 1 to 255",
  ],
  [
    "virtual router id 256",
    good("", "10.20.13.200, virtualRouterId: 256"),
    "c:9:51 spec.endpoint.virtualRouterId: 256 is not",
  ],
  [
    "haproxy on the apiserver's port",
    good("", "10.20.13.200, port: 6443"),
    "c:9:40 spec.endpoint.port: 6443 is also spec.kubernetes.apiserverPort",
  ],
  [
    "haproxy on etcd's port",
    good("", "10.20.13.200, port: 2379"),
    "c:9:40 spec.endpoint.port: 2379 is the port of etcd's clients",
  ],
  ["a NodePort", good("", "10.20.13.200, port: 30443"), "c:9:40 spec.endpoint.port: 30443 is in 30000-32767"],
  [
    "a port that is none",
    good("", "10.20.13.200, port: 70000"),
    "c:9:40 spec.endpoint.port: 70000 is not a port from 1 to 65535",
  ],
  [
    "etcd's data where kubeadm reset empties",
    good("  etcd: { dataDir: /var/lib/etcd/ }\n"),
    "c:10:20 spec.etcd.dataDir: /var/lib/etcd cannot hold etcd's data: kubeadm reset empties it",
  ],
  [
    "etcd's data below it",
    good("  etcd: { dataDir: /var/lib/etcd/data }\n"),
    "c:10:20 spec.etcd.dataDir: /var/lib/etcd/data cannot hold",
  ],
  [
    "etcd's data above it",
    good("  etcd: { dataDir: /var/lib }\n"),
    "c:10:20 spec.etcd.dataDir: /var/lib cannot hold etcd's data: /var/lib/etcd lies in it",
  ],
  [
    "etcd's data in memory",
    good("  etcd: { dataDir: /run/etcd }\n"),
    "c:10:20 spec.etcd.dataDir: /run/etcd cannot hold etcd's data: a reboot empties it",
  ],
  [
    "etcd's data at the root",
    good("  etcd: { dataDir: /etcd }\n"),
    "c:10:20 spec.etcd.dataDir: /etcd stands at the root",
  ],
  [
    "a relative directory",
    good("  etcd: { dataDir: etcd }\n"),
    'c:10:20 spec.etcd.dataDir: "etcd" is not a plain absolute path',
  ],
  [
    "an election shorter than five heartbeats",
    good("  etcd: { heartbeat: 300ms }\n"),
    "c:10:3 spec.etcd.election: 1s is less than five heartbeats of 300ms, which etcd refuses: use 3s",
  ],
  [
    "a start window of a moment",
    good("  etcd: { startWindow: 4s }\n"),
    'c:10:24 spec.etcd.startWindow: "4s" is not a duration from 5s to 10m',
  ],
  [
    "a start window without end",
    good("  etcd: { startWindow: 11m }\n"),
    'c:10:24 spec.etcd.startWindow: "11m" is not a duration from 5s to 10m',
  ],
  [
    "another version with the profile's sha256",
    good("  etcd: { version: 3.5.24 }\n"),
    "c:10:20 spec.etcd.version: 3.5.24 is not what spec.etcd.source brings (3.7.1)",
  ],
  [
    "a pattern for a tarball",
    good("  etcd: { version: 3.7.* }\n"),
    'c:10:20 spec.etcd.version: "3.7.*" is not exact, and spec.etcd.source is a tarball',
  ],
  [
    "a source of no kind",
    good("  etcd: { source: { server: etcd } }\n"),
    'c:10:11 spec.etcd.source.kind: kind is neither "package" nor "tarball"',
  ],
  [
    "a large quota",
    good("  etcd: { quota: 16GiB }\n"),
    "c:10:18 spec.etcd.quota: 16GiB is above etcd's suggested maximum",
  ],
  [
    "certificates for 27 years",
    good("  etcd: { certificateDays: 10000 }\n"),
    "c:10:28 spec.etcd.certificateDays: 10000 is not a whole number from 1 to 3650",
  ],
  [
    "certificates for ten years",
    good("  etcd: { certificateDays: 3650 }\n"),
    "c:10:28 spec.etcd.certificateDays: the certificates live 3650 days: a stolen key",
  ],
  [
    "docker after dockershim",
    good("  runtime: { name: docker }\n"),
    "c:10:20 spec.runtime.name: docker works only before Kubernetes 1.24, and the version is 1.37.1: use containerd",
  ],
  [
    "nftables before its time",
    good("  profile: blog-k8s-1.15\n  kubernetes: { proxyMode: nftables }\n"),
    "c:11:28 spec.kubernetes.proxyMode: nftables needs Kubernetes 1.31 or newer",
  ],
  [
    "nftables while it was alpha",
    good("  kubernetes: { version: 1.30.5 }\n"),
    "c:10:3 spec.kubernetes.proxyMode: nftables needs Kubernetes 1.31 or newer, and the version is 1.30.5",
  ],
  [
    "a Kubernetes of long ago",
    good("  kubernetes: { version: 1.14.10 }\n"),
    "c:10:26 spec.kubernetes.version: 1.14.10 is older than 1.15",
  ],
  [
    "a Kubernetes of tomorrow",
    good("  kubernetes: { version: 1.40.0 }\n"),
    "c:10:26 spec.kubernetes.version: 1.40.0 is newer than 1.37",
  ],
  [
    "an etcd that kubeadm refuses",
    good("  etcd: { version: 3.4.*, source: { kind: package, server: etcd, client: etcd } }\n"),
    "c:10:20 spec.etcd.version: 3.4.* is too old for Kubernetes 1.37.1: kubeadm wants at least 3.5.24",
  ],
  [
    "an etcd in the middle",
    good("  etcd: { topology: beside }\n"),
    'c:10:21 spec.etcd.topology: "beside" is not one of external, stacked',
  ],
];

describe("what only shows between fields", () => {
  it.each(cases)("%s is found, at its place", (_what, text, says) => {
    const lines = said(text);
    expect(
      lines.some((line) => line.startsWith(says)),
      lines.join("\n"),
    ).toBe(true);
  });

  it("fault 36: a name or an address that stands twice is refused with both places", () => {
    expect(said(good("").replace("h2-", "h0-")).join("\n")).toContain("spec.hosts[2].name: h0-control-plane is also");
    expect(said(good("").replace(/\.3,/, ".1,")).join("\n")).toContain("spec.hosts[2].address: 10.20.13.1 is also");
  });

  it.each([3, 5, 7, 9])("%i control-plane hosts with workers are fine", (count) => {
    expect(said(file(hostLines(count)))).toEqual([]);
    expect(said(file(hostLines(count) + hostLines(4, "worker")))).toEqual([]);
  });

  it("takes as many hosts as it promises: 64, each in one line", () => {
    expect(said(file(hostLines(9) + hostLines(55, "worker")))).toEqual([]);
    expect(said(file(hostLines(9) + hostLines(56, "worker"))).join()).toContain("more than 64 hosts");
  });

  it("says nothing of networks that touch and do not overlap", () => {
    expect(said(good("  kubernetes: { podSubnet: 10.112.0.0/12, serviceSubnet: 10.96.0.0/12 }\n"))).toEqual([]);
  });
});
