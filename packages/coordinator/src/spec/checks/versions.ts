import type { ClusterSpec } from "../cluster-spec.ts";
import type { Finding } from "../problem.ts";
import { type Check, finding } from "./check.ts";

type Version = readonly number[];

/** A pattern stands for the newest release it allows: 3.4.* is never older than 3.4.9999. */
function versionOf(text: string): Version {
  return text
    .split(/[.-]/)
    .slice(0, 3)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : 9999));
}

function older(a: Version, b: Version): boolean {
  const at = [0, 1, 2].find((index) => (a[index] ?? 0) !== (b[index] ?? 0));
  return at !== undefined && (a[at] ?? 0) < (b[at] ?? 0);
}

const kubernetesIsOlder = (spec: ClusterSpec, than: Version) => older(versionOf(spec.kubernetes.version), than);

function kubernetesRange(spec: ClusterSpec): readonly Finding[] {
  if (!kubernetesIsOlder(spec, [1, 15, 0])) return [];
  const message = `${spec.kubernetes.version} is older than 1.15, the first whose kubeadm hands certificates to further control-plane hosts; use 1.15.1 or newer`;
  return [finding(message, "kubernetes", "version")];
}

function unknownVersion(spec: ClusterSpec): readonly Finding[] {
  if (kubernetesIsOlder(spec, [1, 38, 0])) return [];
  return [
    finding(
      `${spec.kubernetes.version} is newer than 1.37, the newest that this version of Quorate knows`,
      "kubernetes",
      "version",
    ),
  ];
}

/** dockershim left the kubelet in 1.24. */
function dockerEra(spec: ClusterSpec): readonly Finding[] {
  if (spec.runtime.name !== "docker" || kubernetesIsOlder(spec, [1, 24, 0])) return [];
  const message = `docker works only before Kubernetes 1.24, and the version is ${spec.kubernetes.version}: use containerd`;
  return [finding(message, "runtime", "name")];
}

/** nftables: alpha in 1.29 behind a gate, beta and on in 1.31. ipvs: gone in 1.43 (KEP-5495). */
function proxyMode(spec: ClusterSpec): readonly Finding[] {
  const { proxyMode: mode, version } = spec.kubernetes;
  const at = (message: string) => [finding(`${mode} ${message}`, "kubernetes", "proxyMode")];
  if (mode === "nftables" && kubernetesIsOlder(spec, [1, 31, 0])) {
    return at(`needs Kubernetes 1.31 or newer, and the version is ${version}: use ipvs or iptables`);
  }
  if (mode === "ipvs" && !kubernetesIsOlder(spec, [1, 43, 0]))
    return at("was removed in Kubernetes 1.43: use nftables");
  return [];
}

function ipvsDeprecated(spec: ClusterSpec): readonly Finding[] {
  if (spec.kubernetes.proxyMode !== "ipvs" || kubernetesIsOlder(spec, [1, 35, 0])) return [];
  return [finding("ipvs is deprecated since Kubernetes 1.35: use nftables", "kubernetes", "proxyMode")];
}

/** What kubeadm's ExternalEtcdVersion preflight and the apiserver's health checks of etcd ask for. */
const etcdFloors: readonly { readonly since: Version; readonly etcd: Version }[] = [
  { since: [1, 35, 0], etcd: [3, 5, 24] },
  { since: [1, 31, 0], etcd: [3, 5, 11] },
  { since: [1, 28, 0], etcd: [3, 4, 13] },
  { since: [1, 15, 0], etcd: [3, 2, 18] },
];

/** Undefined for a Kubernetes that is too old itself. */
export function leastEtcd(kubernetes: string): Version | undefined {
  return etcdFloors.find(({ since }) => !older(versionOf(kubernetes), since))?.etcd;
}

function etcdTooOld(spec: ClusterSpec): readonly Finding[] {
  if (spec.etcd.topology === "stacked") return [];
  const floor = leastEtcd(spec.kubernetes.version);
  if (floor === undefined || !older(versionOf(spec.etcd.version), floor)) return [];
  const message = `${spec.etcd.version} is too old for Kubernetes ${spec.kubernetes.version}: kubeadm wants at least ${floor.join(".")}`;
  return [finding(message, "etcd", "version")];
}

/** Frozen on 3 April 2023 (kubernetes.io/blog/2023/03/10/k8s-gcr-io-freeze-announcement). */
function frozenRegistry(spec: ClusterSpec): readonly Finding[] {
  if (spec.kubernetes.imageRepository !== "k8s.gcr.io" || kubernetesIsOlder(spec, [1, 27, 0])) return [];
  const message = "k8s.gcr.io got no image since 1.27, it only redirects: use registry.k8s.io";
  return [finding(message, "kubernetes", "imageRepository")];
}

export const versionChecks: readonly Check[] = [
  { severity: "error", needs: ["kubernetes"], run: kubernetesRange },
  { severity: "warning", needs: ["kubernetes"], run: unknownVersion },
  { severity: "error", needs: ["kubernetes", "runtime"], run: dockerEra },
  { severity: "error", needs: ["kubernetes"], run: proxyMode },
  { severity: "warning", needs: ["kubernetes"], run: ipvsDeprecated },
  { severity: "warning", needs: ["kubernetes"], run: frozenRegistry },
  { severity: "warning", needs: ["etcd", "kubernetes"], run: etcdTooOld },
];
