import { createHash } from "node:crypto";
import type { HostFacts } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { decideGeneration } from "./generation.ts";
import { checkGraph } from "./graph.ts";
import { certificatesPhase } from "./phases/certificates.ts";
import { etcdBarrier, etcdPhase } from "./phases/etcd.ts";
import { loadBalancerAssertion, loadBalancerPhase } from "./phases/load-balancer.ts";
import { networkBarrier, networkPhase } from "./phases/network.ts";
import { packagesPhase } from "./phases/packages.ts";
import { preflightPhase } from "./phases/preflight.ts";
import { systemPhase } from "./phases/system.ts";
import { buildSites, type PlanInput } from "./site.ts";

/** The program: these phases, in this order. */
const phases = [
  preflightPhase,
  networkPhase,
  systemPhase,
  packagesPhase,
  certificatesPhase,
  loadBalancerPhase,
  etcdPhase,
] as const;
const barriers = [networkBarrier, etcdBarrier] as const;
const assertions = [loadBalancerAssertion] as const;

export interface PlanRequest {
  readonly spec: ClusterSpec;
  readonly specHash: string;
  readonly facts: ReadonlyMap<HostId, HostFacts>;
  /** Becomes the etcd cluster token when the hosts have formed no cluster yet; must never have been used. */
  readonly freshToken: string;
}

/** Pure: the same wish and the same facts give the same plan. Throws PLAN_IMPOSSIBLE, HOST_UNREACHABLE or ETCD_MEMBER_GONE. */
export function buildPlan({ spec, specHash, facts, freshToken }: PlanRequest): Plan {
  const input: PlanInput = {
    spec,
    sites: buildSites(spec, facts),
    generation: decideGeneration(spec, facts, freshToken),
  };
  const body = {
    cluster: spec.name,
    specHash,
    hosts: input.sites.map((site) => site.id),
    phases: phases.map((phase) => phase(input)),
    barriers: barriers.map((barrier) => barrier(input)),
    assertions: assertions.map((assertion) => assertion(input)),
  };
  const plan = { hash: createHash("sha256").update(JSON.stringify(body)).digest("hex"), ...body };
  checkGraph(plan);
  return plan;
}
