import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import type { BundleContents } from "../bundle/manifest.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { refuseOtherHosts } from "./bundle.ts";
import { decideGeneration, type Generation } from "./generation.ts";
import { decideJoining, type Joining } from "./joining.ts";
import type { SharedPki } from "./shared-pki.ts";
import { buildSites, buildWorkers, fits, type HostSite, type Site } from "./site.ts";

export interface PlanRequest {
  readonly spec: ClusterSpec;
  readonly specHash: string;
  /** Of every host of the spec. */
  readonly facts: ReadonlyMap<HostId, HostFacts>;
  /** Becomes the etcd cluster token when the hosts have formed no cluster yet; must never have been used. */
  readonly freshToken: string;
  readonly pki: SharedPki;
  /** Where packages and images come from, instead of what the hosts reach by themselves. */
  readonly bundle?: BundleContents | undefined;
  /** Name of the last phase; absent: all of them. */
  readonly until?: string;
}

/** What every phase builder gets. Pure data. */
export interface PlanInput {
  readonly spec: ClusterSpec;
  readonly pki: SharedPki;
  /** The control-plane hosts. */
  readonly sites: readonly Site[];
  readonly workers: readonly HostSite[];
  /** Of external etcd; stacked etcd is kubeadm's. */
  readonly generation: Generation | undefined;
  readonly joining: Joining;
  readonly bundle?: BundleContents | undefined;
  /** Name of the last phase that will be run, where that is not the last there is. */
  readonly until?: string;
}

/** Throws PLAN_IMPOSSIBLE, HOST_UNREACHABLE or ETCD_MEMBER_GONE. */
export function readPlanInput({ spec, facts, freshToken, pki, bundle, until }: PlanRequest): PlanInput {
  const sites = buildSites(spec, facts);
  const workers = buildWorkers(spec, facts);
  if (bundle) refuseOtherHosts(bundle, [...sites, ...workers]);
  return {
    spec,
    pki,
    sites,
    workers,
    generation: spec.etcd.topology === "external" ? decideGeneration(spec, facts, freshToken) : undefined,
    joining: decideJoining(sites, workers, pki.caHash),
    ...(bundle ? { bundle } : {}),
    ...(until === undefined ? {} : { until }),
  };
}

/**
 * As much as can be known when facts of some hosts are missing, or do not fit: sites of the others, and nothing of what was formed.
 * Good for looking at each host by itself, and for no plan.
 */
export function partialInput({ spec, facts, pki }: PlanRequest): PlanInput {
  const known = { ...spec, hosts: spec.hosts.filter((host) => fits(host, facts)) };
  const sites = buildSites(known, facts);
  const workers = buildWorkers(known, facts);
  const [first] = spec.hosts;
  const joining = { initHost: hostId(first?.name ?? ""), formed: false, waiting: [] };
  return { spec, pki, sites, workers, generation: undefined, joining };
}

export function everyHost({ sites, workers }: PlanInput): readonly HostSite[] {
  return [...sites, ...workers];
}

/** A plan whose etcd is ours. */
export type ExternalPlan = PlanInput & { readonly generation: Generation };

export function hasExternalEtcd(plan: PlanInput): plan is ExternalPlan {
  return plan.generation !== undefined;
}
