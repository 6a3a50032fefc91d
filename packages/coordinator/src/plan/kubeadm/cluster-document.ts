import type { ConfigDocument } from "@quorate/shared/step/kubernetes-grammar";
import type { ClusterSpec } from "../../spec/cluster-spec.ts";
import { controlPlaneHosts } from "../../spec/control-plane-hosts.ts";
import { apiserverEtcd, controlPlaneEndpoint } from "../apiserver-access.ts";
import { minorVersion } from "../kubernetes-version.ts";
import { apiVersionOf, kubeadmApi, waits } from "./api-version.ts";
import { overlay } from "./overlay.ts";

/** ClusterConfiguration: the same text on every host, and what kubeadm keeps in the cluster for later joins. */
export function clusterDocument(spec: ClusterSpec): ConfigDocument {
  const { version, podSubnet, serviceSubnet, dnsDomain, imageRepository, kubeadm } = spec.kubernetes;
  const rendered = {
    apiVersion: apiVersionOf(version),
    kind: "ClusterConfiguration",
    clusterName: spec.name,
    kubernetesVersion: `v${version}`,
    controlPlaneEndpoint: controlPlaneEndpoint(spec),
    imageRepository,
    networking: { podSubnet, serviceSubnet, dnsDomain },
    apiServer: {
      certSANs: certificateNames(spec),
      ...(kubeadmApi(version) === "v1beta4" ? {} : { timeoutForControlPlane: waits.controlPlane }),
    },
    etcd: etcdSection(spec),
    ...dnsSection(spec),
  };
  return overlay(rendered, kubeadm.cluster);
}

/** Every name and address by which an apiserver may be called; all apiservers get the same. */
function certificateNames(spec: ClusterSpec): readonly string[] {
  const hosts = controlPlaneHosts(spec);
  const derived = [
    spec.endpoint.vip,
    ...hosts.map(({ name }) => name),
    ...hosts.map(({ address }) => address),
    "localhost",
    "127.0.0.1",
  ];
  return [...new Set([...derived, ...spec.kubernetes.certSans])];
}

/** `httpEndpoints` (1.35) is left out: our etcd answers gRPC and HTTP on one port, which is what kubeadm then assumes. */
function etcdSection(spec: ClusterSpec) {
  if (spec.etcd.topology === "stacked") return { local: { dataDir: spec.etcd.dataDir } };
  const { endpoints, caFile, certFile, keyFile } = apiserverEtcd(spec);
  return { external: { endpoints, caFile, certFile, keyFile } };
}

/**
 * The official registry moved CoreDNS into a directory of its own with 1.21, and kubeadm knows that only of the registry
 * that it takes for the official one: k8s.gcr.io until 1.24 (kubeadm/app/images/images.go of 1.21 to 1.24).
 */
function dnsSection({ kubernetes: { version, imageRepository } }: ClusterSpec) {
  const minor = minorVersion(version);
  if (imageRepository !== "registry.k8s.io" || minor < 21 || minor > 24) return {};
  // v1beta2 wants the addon's type said.
  const type = kubeadmApi(version) === "v1beta2" ? { type: "CoreDNS" } : {};
  return { dns: { ...type, imageRepository: `${imageRepository}/coredns` } };
}
