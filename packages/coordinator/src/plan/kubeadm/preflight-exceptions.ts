import type { ClusterSpec } from "../../spec/cluster-spec.ts";

/** Our check and the one of kubeadm that looks at the same thing, with kubeadm's own lower limit. */
const twins = [
  { ours: "CPU", theirs: "NumCPU", isLower: ({ preflight }: ClusterSpec) => preflight.minCpus < 2 },
  { ours: "MEMORY", theirs: "Mem", isLower: ({ preflight }: ClusterSpec) => preflight.minMemoryMiB < 1_700 },
] as const;

/** What the spec allows, kubeadm's own checks must allow too (kubeadm/app/preflight/checks.go). */
export function preflightExceptions(spec: ClusterSpec): readonly string[] {
  const allowed = twins.filter((twin) => spec.preflight.ignore.includes(twin.ours) || twin.isLower(spec));
  return [...allowed.map(({ theirs }) => theirs), ...(spec.system.swap === "leave" ? ["Swap"] : [])];
}
