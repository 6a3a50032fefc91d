import type { EtcdLine } from "../lab/host-root.ts";
import type { Lab } from "../lab/lab.ts";

export const vip = "192.168.1.33";
export const endpointPort = 12567;

export interface ClusterOptions {
  readonly etcd: EtcdLine;
  readonly startWindow?: string;
}

/** The post's cluster on the lab's hosts: its names, addresses and ports, with the versions that the lab's repository has. */
export function clusterYaml(lab: Lab, { etcd, startWindow = "60s" }: ClusterOptions): string {
  const hosts = lab.hosts.map(({ name, address }) => `    - { name: ${name}, address: ${address} }`);
  return `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata:
  name: lab
spec:
  profile: blog-k8s-1.15
  hosts:
${hosts.join("\n")}
  endpoint: { vip: ${vip}, port: ${endpointPort}, virtualRouterId: 33 }
  etcd:
    version: "${etcd}.*"
    source: { kind: package, server: etcd-server, client: etcd-client }
    startWindow: ${startWindow}
  # Not every kernel that runs the lab has IPVS.
  kubernetes: { proxyMode: iptables }
  packages:
    versions: { haproxy: "2.6.*", keepalived: "2.2.*" }
    repositories:
      - id: lab
        title: The lab's offline repository
        apt:
          uris: ["file:///opt/lab/packages"]
          suites: [lab]
          components: [main]
          publicKeyFile: quorate-lab.asc
`;
}
