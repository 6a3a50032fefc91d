import type { StepInput } from "@quorate/shared/step/contract";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import type { HostSite } from "./site.ts";

type Wanted = StepInput<"package.install">["packages"][number];

/** Apt and rpm distributions call some packages differently. */
const conntrackName = {
  apt: "conntrack",
  dnf: "conntrack-tools",
  yum: "conntrack-tools",
  none: "conntrack-tools",
} as const;

/** With the spec's version, and held when it has one. */
function wanted(name: string, { packages }: ClusterSpec, version = packages.versions[name]): Wanted {
  return {
    name,
    ...(version === undefined ? {} : { version }),
    hold: packages.hold && version !== undefined,
  };
}

/** What kube-proxy works with, and what shows an operator what it did. */
function networkTools({ facts }: HostSite, { kubernetes }: ClusterSpec): readonly string[] {
  const tools = ["ipset", "iptables", conntrackName[facts.packageManager]];
  return kubernetes.proxyMode === "ipvs" ? [...tools, "ipvsadm"] : tools;
}

/** First on a control-plane host: all that stands before Kubernetes. */
export function loadBalancerPackages(site: HostSite, spec: ClusterSpec): Wanted[] {
  const names = ["haproxy", "keepalived", ...networkTools(site, spec)];
  return [...names.map((name) => wanted(name, spec)), ...etcdPackages(spec)];
}

function etcdPackages(spec: ClusterSpec): readonly Wanted[] {
  const { source, version, topology } = spec.etcd;
  if (source.kind !== "package" || topology === "stacked") return [];
  return [...new Set([source.server, source.client])].map((name) => wanted(name, spec, version));
}

/** The container runtime and Kubernetes; what else they need, their packages name themselves. */
export function kubernetesPackages(site: HostSite, spec: ClusterSpec): Wanted[] {
  const names =
    site.spec.role === "worker"
      ? [...networkTools(site, spec), ...spec.runtime.packages, "kubeadm", "kubelet"]
      : [...spec.runtime.packages, "kubeadm", "kubelet", "kubectl"];
  return names.map((name) => wanted(name, spec));
}
