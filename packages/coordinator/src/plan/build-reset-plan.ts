import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { decideGeneration } from "./generation.ts";
import { resetEtcdPhase } from "./phases/reset-etcd.ts";
import { resetHostsPhase } from "./phases/reset-hosts.ts";
import { resetKubernetesPhase } from "./phases/reset-kubernetes.ts";
import type { ResetInput, ResetOptions } from "./reset-input.ts";
import { sealPlan } from "./seal-plan.ts";
import { factsOfHost } from "./site.ts";

export interface ResetRequest {
  readonly spec: ClusterSpec;
  readonly specHash: string;
  /** Of every host of the spec; what the hosts lack of Kubernetes and of etcd does no harm. */
  readonly facts: ReadonlyMap<HostId, HostFacts>;
  readonly options: ResetOptions;
}

const phases = [resetKubernetesPhase, resetEtcdPhase, resetHostsPhase] as const;

/**
 * Takes the cluster down: Kubernetes and the load balancer always; external etcd as the options say.
 * keep: etcd stays with its data, and so does all that it needs on the hosts (names, firewall, kernel settings, limits).
 * purge: the same, and its keys of Kubernetes are deleted. destroy: nothing of this product's work is left but packages.
 * Stacked etcd runs in Kubernetes' pods and goes with them: keep, which renames its data, is all there is.
 * Pure. Throws HOST_UNREACHABLE, RESET_REFUSED, and for purge ETCD_MEMBER_GONE and PLAN_IMPOSSIBLE.
 */
export function buildResetPlan({ spec, specHash, facts, options }: ResetRequest): Plan {
  const hosts = spec.hosts.map((host) => ({ id: hostId(host.name), spec: host, facts: factsOfHost(host, facts) }));
  refuseStackedData(spec, options);
  refuseTwoClusters(hosts);
  const input: ResetInput = { spec, hosts, options, generation: formedGeneration(spec, facts, options) };
  return sealPlan({
    cluster: spec.name,
    purpose: "reset",
    specHash,
    hosts: hosts.map(({ id }) => id),
    phases: phases.map((phase) => phase(input)),
    barriers: [],
    assertions: [],
  });
}

function refuseStackedData({ etcd }: ClusterSpec, { etcdData }: ResetOptions): void {
  if (etcd.topology === "external" || etcdData === "keep") return;
  throw new AppError(
    "RESET_REFUSED",
    `stacked etcd ends with the control plane: nobody is left who could ${etcdData} it`,
    {
      hint: "reset with --etcd-data keep: the data is renamed on each host, and yours to delete",
    },
  );
}

/** Hosts of two clusters in one spec: one of them would be taken down by mistake. */
function refuseTwoClusters(hosts: ResetInput["hosts"]): void {
  const joined = hosts.filter(({ facts }) => facts.kubernetes?.joined);
  if (new Set(joined.map(({ facts }) => facts.kubernetes?.caHash)).size <= 1) return;
  const each = joined.map(({ spec, facts }) => `${spec.name} (CA ${facts.kubernetes?.caHash})`).join(", ");
  throw new AppError("RESET_REFUSED", `the hosts belong to different Kubernetes clusters: ${each}`, {
    hint: "list only hosts of one cluster in spec.hosts",
  });
}

/** Only a purge asks etcd itself, so only it needs to know the generation; without one there is nothing to purge. */
function formedGeneration(
  spec: ClusterSpec,
  facts: ReadonlyMap<HostId, HostFacts>,
  { etcdData }: ResetOptions,
): ResetInput["generation"] {
  if (etcdData !== "purge") return undefined;
  const generation = decideGeneration(spec, facts, "");
  return generation.formed ? generation : undefined;
}
