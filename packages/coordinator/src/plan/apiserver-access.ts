import type { StepInput } from "@quorate/shared/step/contract";
import type { ClusterSpec, HostSpec } from "../spec/cluster-spec.ts";
import { controlPlaneHosts } from "../spec/control-plane-hosts.ts";
import { layout } from "./layout.ts";
import { urlHost } from "./url.ts";

type Address = NonNullable<StepInput<"kubernetes.verify">["apiserver"]>;
type Etcd = NonNullable<StepInput<"kubernetes.verify">["etcd"]>;

/** HOST:PORT of the virtual IP, as kubeadm wants it. */
export function controlPlaneEndpoint({ endpoint }: ClusterSpec): string {
  return `${urlHost(endpoint.vip)}:${endpoint.port}`;
}

/** The apiserver of a control-plane host itself, asked on that host. */
export function ownApiserver(host: HostSpec, { apiserverPort }: ClusterSpec): Address {
  return { url: `https://${urlHost(host.address)}:${apiserverPort}`, caFile: layout.kubernetes.caCopy };
}

/** Whichever apiserver answers behind the virtual IP. Workers have only the CA copy that kubeadm made. */
export function endpointApiserver(host: HostSpec, spec: ClusterSpec): Address {
  const { caCopy, pki } = layout.kubernetes;
  return {
    url: `https://${controlPlaneEndpoint(spec)}`,
    caFile: host.role === "worker" ? `${pki}/ca.crt` : caCopy,
  };
}

/** External etcd with the apiserver's own client pair, which has the same path and another content on every host. */
export function apiserverEtcd(spec: ClusterSpec): Etcd {
  const { apiserverPki, etcdPrefix } = layout.kubernetes;
  return {
    endpoints: controlPlaneHosts(spec).map(({ address }) => `https://${urlHost(address)}:${layout.etcd.clientPort}`),
    caFile: `${apiserverPki}/etcd-ca.crt`,
    certFile: `${apiserverPki}/etcd-client.crt`,
    keyFile: `${apiserverPki}/etcd-client.key`,
    prefix: etcdPrefix,
  };
}
