import type { WatchTarget } from "@quorate/shared/facts";
import { layout } from "../plan/layout.ts";
import { urlHost } from "../plan/url.ts";
import type { ClusterSpec, HostSpec } from "../spec/cluster-spec.ts";
import type { EtcdData } from "./etcd-data.ts";

const nothing: WatchTarget = { vip: "", etcdClientUrl: "", etcdCaFile: "", etcdCertFile: "", etcdKeyFile: "" };
/** Where kubeadm puts the certificates of the etcd member that it makes beside an apiserver. */
const stackedPki = `${layout.kubernetes.pki}/etcd`;

/** What the agent of a host keeps its eyes on from now on; on a worker there is neither etcd nor the virtual IP. */
export function watchTarget(spec: ClusterSpec, host: HostSpec): WatchTarget {
  if (host.role === "worker") return nothing;
  return { ...etcdTarget(spec, host), vip: spec.endpoint.vip };
}

/** After a reset: etcd, where it goes on running. */
export function watchAfterReset(spec: ClusterSpec, host: HostSpec, etcdData: EtcdData): WatchTarget {
  const etcdStays = host.role === "control-plane" && spec.etcd.topology === "external" && etcdData !== "destroy";
  return etcdStays ? etcdTarget(spec, host) : nothing;
}

function etcdTarget({ etcd }: ClusterSpec, { address }: HostSpec): WatchTarget {
  const { pki, clientPort } = layout.etcd;
  const etcdClientUrl = `https://${urlHost(address)}:${clientPort}`;
  const external = [`${pki}/client-ca.crt`, `${pki}/root-client.crt`, `${pki}/root-client.key`] as const;
  const stacked = [
    `${stackedPki}/ca.crt`,
    `${stackedPki}/healthcheck-client.crt`,
    `${stackedPki}/healthcheck-client.key`,
  ] as const;
  const [etcdCaFile, etcdCertFile, etcdKeyFile] = etcd.topology === "stacked" ? stacked : external;
  return { vip: "", etcdClientUrl, etcdCaFile, etcdCertFile, etcdKeyFile };
}
