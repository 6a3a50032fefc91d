import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endpointPort, vip } from "../../e2e/cluster-yaml.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { clientPort, pki } from "../etcd-start/rival-member.ts";
import { fetchFiles } from "./host-files.ts";

/** The files that the product writes whole, by the playbook's task that writes them. */
const managed = {
  modules: "/etc/modules-load.d/quorate.conf",
  limits: ["/etc/systemd/system.conf.d/60-quorate.conf", "/etc/security/limits.d/60-quorate.conf"],
  repository: ["/etc/apt/keyrings/quorate-lab.asc", "/etc/apt/sources.list.d/quorate-lab.sources"],
  forward: "/etc/systemd/system/quorate-forward-policy.service",
  haproxy: ["/etc/haproxy/haproxy.cfg"],
  keepalived: ["/etc/keepalived/keepalived.conf"],
  etcd: ["/etc/etcd/etcd.conf.yml", "/etc/systemd/system/etcd.service"],
  etcdctl: ["/etc/quorate/etcdctl.env", "/etc/profile.d/quorate-etcdctl.sh"],
} as const;

const sysctlFile = "/etc/sysctl.d/90-quorate.conf";
const certificateNames = ["peer-ca.crt", "peer.crt", "peer.key", "client-ca.crt", "server.crt", "server.key"];
const rootNames = ["root-client.crt", "root-client.key"];

/** Writes what playbook.yml needs beside it: the variables, and each host's files as the product made them. */
export async function writePlaybookData(lab: Lab, folder: string): Promise<void> {
  mkdirSync(join(folder, "group_vars"));
  mkdirSync(join(folder, "host_vars"));
  const [first] = lab.hosts;
  if (!first) throw new Error("the lab has no hosts");
  writeFileSync(join(folder, "group_vars", "masters.json"), JSON.stringify(await sharedValues(lab, first)));
  for (const host of lab.hosts) {
    const values = await hostValues(lab, host, join(folder, "files", host.name));
    writeFileSync(join(folder, "host_vars", `${host.name}.json`), JSON.stringify(values));
  }
}

async function sharedValues(lab: Lab, host: LabHost): Promise<object> {
  const held = (await host.exec(["apt-mark", "showhold"])).stdout.trim().split("\n").filter(Boolean);
  const endpoints = lab.hosts.map(({ address }) => `https://${address}:${clientPort}`);
  return {
    managed,
    held,
    vip,
    vip_port: endpointPort,
    packages: ["haproxy", "keepalived", "ipset", "iptables", "conntrack", "etcd-server", "etcd-client"],
    modules: ["br_netfilter", "overlay"],
    sysctl: sysctlValues(await host.readFile(sysctlFile)),
    hosts_block: lab.hosts.map(({ name, address }) => `${address} ${name}`).join("\n"),
    data_dir: "/var/lib/quorate-etcd",
    etcdctl: {
      ETCDCTL_API: "3",
      ETCDCTL_ENDPOINTS: endpoints.join(","),
      ETCDCTL_CACERT: `${pki}/client-ca.crt`,
      ETCDCTL_CERT: `${pki}/root-client.crt`,
      ETCDCTL_KEY: `${pki}/root-client.key`,
    },
  };
}

async function hostValues(lab: Lab, host: LabHost, folder: string): Promise<object> {
  const certificates = [...certificateNames, ...rootNames].map((name) => `${pki}/${name}`);
  const etcdUser = (await host.exec(["getent", "passwd", "etcd"])).stdout.trim().split(":");
  await fetchFiles(host, Object.values(managed).flat(), folder);
  return {
    files: folder,
    peers: lab.hosts.filter(({ name }) => name !== host.name).map(({ address }) => address),
    certificates: await fetchFiles(host, certificates, folder),
    etcd_shell: etcdUser.at(-1),
  };
}

function sysctlValues(text: string): Readonly<Record<string, string>> {
  const rows = text.split("\n").filter((row) => /^[a-z]/.test(row));
  return Object.fromEntries(rows.map((row) => row.split("=").map((part) => part.trim())));
}
