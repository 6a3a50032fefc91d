import { preflightIds } from "@quorate/shared/check-catalogue";
import type { HostId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import { loadBalancerPhase } from "./phases/load-balancer.ts";
import { networkBarrier, networkPhase } from "./phases/network.ts";
import { preflightPhase } from "./phases/preflight.ts";
import { verifyPhase } from "./phases/verify.ts";
import { everyHost, type PlanInput } from "./plan-input.ts";
import { idOf, step } from "./step-list.ts";

/** Long enough for a cluster that is well; one that is not is not waited for. */
const verifyMs = 10_000;
const vipMs = 5_000;

/** The checks of a bootstrap, as questions: every finding is to be told, and none ends the look. */
export function lookSteps(plan: PlanInput): readonly Step[] {
  return [...hostSteps(plan), ...networkSteps(plan), ...clusterSteps(plan)].map(alone);
}

/** Only what a host can tell of itself: for when not all hosts are there. */
export function hostSteps(plan: PlanInput): readonly Step[] {
  return preflightPhase(withoutRefusal(plan)).steps.map(alone);
}

/** What is wrong with hosts that were set up by hand. */
export function auditSteps(hosts: readonly HostId[]): readonly Step[] {
  return hosts.map((host) =>
    step(idOf("audit", "host", host), "host.audit", host, {
      title: "Look for what was set up by hand and wrong",
      input: {},
    }),
  );
}

function networkSteps(plan: PlanInput): readonly Step[] {
  const lists = networkPhase(withoutRefusal(plan)).steps.filter(({ kind }) => kind === "preflight.network");
  // A single host has nobody to reach.
  return networkBarrier(plan).steps.length > 1 ? lists : [];
}

/** Before anything was made, nothing of it can be well. */
function clusterSteps(plan: PlanInput): readonly Step[] {
  if (!plan.joining.formed) return [];
  const vip = loadBalancerPhase(plan).steps.filter(({ kind }) => kind === "vip.verify");
  const joined = new Set(
    everyHost(plan)
      .filter(({ facts }) => facts.kubernetes?.joined)
      .map(({ id }) => id),
  );
  const cluster = verifyPhase(plan).steps.filter(({ kind, host }) => kind === "kubernetes.verify" && joined.has(host));
  return [
    ...vip.map((each) => ({ ...each, timeoutMs: vipMs })),
    ...cluster.map((each) => ({ ...each, timeoutMs: verifyMs })),
  ];
}

/** A check that fails ends its step, and the others' findings with it; one that is excepted is told like them. */
function withoutRefusal(plan: PlanInput): PlanInput {
  const { spec } = plan;
  return { ...plan, spec: { ...spec, preflight: { ...spec.preflight, ignore: preflightIds } } };
}

/** Questions wait for nobody; a barrier is left as it is. */
function alone(each: Step): Step {
  return { ...each, needs: [] };
}
