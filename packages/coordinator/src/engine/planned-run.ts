import { randomBytes } from "node:crypto";
import type { KubernetesEndpoint } from "@quorate/shared/events";
import { type Plan, planSteps } from "@quorate/shared/plan";
import type { CheckResult } from "@quorate/shared/step/preflight";
import type { ClusterState } from "../journal/cluster-state.ts";
import { buildPlan } from "../plan/build-plan.ts";
import { buildResetPlan } from "../plan/build-reset-plan.ts";
import { crossCheck } from "../plan/cross-checks.ts";
import type { SharedPki } from "../plan/shared-pki.ts";
import { urlHost } from "../plan/url.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { specHash } from "../spec/spec-hash.ts";
import type { EtcdData } from "./etcd-data.ts";
import { refuseStale, refuseUsed, type SavedPlan } from "./saved-plan.ts";
import { type SurveyPorts, survey } from "./survey.ts";
import { watchAfterReset, watchTarget } from "./watch-target.ts";

/** A plan that is about to become a run, and what it was made from. */
export interface PlannedRun {
  readonly plan: Plan;
  readonly ignoredChecks: readonly string[];
  /** Between the hosts; an error among them and no step is begun. */
  readonly checks: readonly CheckResult[];
  readonly kubernetes?: KubernetesEndpoint;
  /** Of a bootstrap: what makes the same plan again, while spec and hosts are the same. */
  readonly saved?: SavedPlan;
}

export interface PlannerPorts extends SurveyPorts {
  readonly sharedPki: () => Promise<SharedPki>;
  readonly state: () => Pick<ClusterState, "runs">;
  /** What the coordinator serves; absent: hosts find packages and images by themselves. */
  readonly bundle?: Parameters<typeof buildPlan>[0]["bundle"];
}

/** Rejects HOST_UNREACHABLE, PLAN_IMPOSSIBLE, ETCD_MEMBER_GONE, and as the store of authorities does. */
export async function planBootstrap(
  spec: ClusterSpec,
  ports: PlannerPorts,
  until?: string,
  saved?: SavedPlan,
): Promise<PlannedRun> {
  if (saved) refuseUsed(saved, ports.state().runs);
  const seen = await survey(spec, ports, (host) => watchTarget(spec, host));
  const freshToken = saved?.freshToken ?? `${spec.name}-${randomBytes(8).toString("hex")}`;
  const pki = await ports.sharedPki();
  const last = until === undefined ? {} : { until };
  const { bundle } = ports;
  const plan = buildPlan({ spec, specHash: specHash(spec), facts: seen.facts, freshToken, pki, bundle, ...last });
  const makesOne = planSteps(plan).some(({ kind }) => kind === "kubeadm.init");
  const ignoredChecks = [...spec.preflight.ignore];
  const checks = crossCheck({ spec, ...seen });
  const from = bundle ? { bundle: bundle.id } : {};
  const now: SavedPlan = { hash: plan.hash, specHash: plan.specHash, freshToken, ...from, ...last };
  if (saved) refuseStale(saved, now);
  return { plan, ignoredChecks, checks, saved: now, ...(makesOne ? { kubernetes: endpointOf(spec) } : {}) };
}

/**
 * What must differ between hosts that make a cluster need not differ between hosts that leave one: no checks.
 * To look at the plan only, nothing changes in what the agents watch. Rejects HOST_UNREACHABLE, and as `buildResetPlan` throws.
 */
export async function planReset(
  spec: ClusterSpec,
  etcdData: EtcdData,
  ports: SurveyPorts,
  why: "run" | "look" = "run",
): Promise<PlannedRun> {
  const { facts } = await survey(spec, ports, (host) =>
    why === "look" ? watchTarget(spec, host) : watchAfterReset(spec, host, etcdData),
  );
  const plan = buildResetPlan({ spec, specHash: specHash(spec), facts, options: { etcdData } });
  return { plan, ignoredChecks: [], checks: [] };
}

function endpointOf({ endpoint, kubernetes }: ClusterSpec): KubernetesEndpoint {
  return { server: `https://${urlHost(endpoint.vip)}:${endpoint.port}`, version: kubernetes.version };
}
