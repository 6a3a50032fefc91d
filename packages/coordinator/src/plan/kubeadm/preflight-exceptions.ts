import type { ClusterSpec } from "../../spec/cluster-spec.ts";
import { kubeadmApi } from "./api-version.ts";

/** Our check and the one of kubeadm that looks at the same thing, with kubeadm's own lower limit. */
const twins = [
  { ours: "CPU", theirs: "NumCPU", isLower: ({ preflight }: ClusterSpec) => preflight.minCpus < 2 },
  { ours: "MEMORY", theirs: "Mem", isLower: ({ preflight }: ClusterSpec) => preflight.minMemoryMiB < 1_700 },
] as const;

/** What the spec allows, kubeadm's own checks must allow too (kubeadm/app/preflight/checks.go). */
export function preflightExceptions(spec: ClusterSpec): readonly string[] {
  const allowed = twins.filter((twin) => spec.preflight.ignore.includes(twin.ours) || twin.isLower(spec));
  return [
    ...allowed.map(({ theirs }) => theirs),
    ...(spec.system.swap === "leave" ? ["Swap"] : []),
    ...(pullsTooMuch(spec) ? ["ImagePull"] : []),
  ];
}

/** kubeadm wants the images of skipped addons too (measured with 1.20.2: five pulls each, then fatal). Ours are checked before. */
function pullsTooMuch({ kubernetes }: ClusterSpec): boolean {
  return kubernetes.skipAddons.length > 0 && kubeadmApi(kubernetes.version) === "v1beta2";
}
