import type { HostFacts } from "@quorate/shared/facts";
import type { StepInput } from "@quorate/shared/step/contract";
import type { ClusterSpec, HostSpec } from "../spec/cluster-spec.ts";

type Wanted = StepInput<"package.install">["packages"][number];

/** What of a host decides about its packages. */
export interface PackageHost {
  readonly spec: Pick<HostSpec, "role">;
  readonly facts: Pick<HostFacts, "packageManager">;
}

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
function networkTools({ facts }: PackageHost, { kubernetes }: ClusterSpec): readonly string[] {
  const tools = ["ipset", "iptables", conntrackName[facts.packageManager]];
  return kubernetes.proxyMode === "ipvs" ? [...tools, "ipvsadm"] : tools;
}

/** Everything that a host gets by its package manager; what else these packages need, they name themselves. */
export function packagesOf(site: PackageHost, spec: ClusterSpec): Wanted[] {
  const everywhere = [...networkTools(site, spec), ...spec.runtime.packages, "kubeadm", "kubelet"];
  if (site.spec.role === "worker") return everywhere.map((name) => wanted(name, spec));
  const names = ["haproxy", "keepalived", ...everywhere, "kubectl"];
  return [...names.map((name) => wanted(name, spec)), ...etcdPackages(spec)];
}

function etcdPackages(spec: ClusterSpec): readonly Wanted[] {
  const { source, version, topology } = spec.etcd;
  if (source.kind !== "package" || topology === "stacked") return [];
  return [...new Set([source.server, source.client])].map((name) => wanted(name, spec, version));
}
