import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import { taintsOf } from "../kubeadm/node-registration.ts";
import { controlPlaneTaintKeys } from "../kubernetes-version.ts";
import { layout } from "../layout.ts";
import { networkManifests } from "../manifests/network-manifests.ts";
import type { PlanInput } from "../plan-input.ts";
import type { Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";
import { initId, joinId } from "./join.ts";

function nodeStep(site: Site, plan: PlanInput): Step {
  return step(idOf("settings", "node", site.id), "kubernetes.node", site.id, {
    title: "Taint the node as the spec says",
    needs: [joinId(site, plan)],
    input: {
      name: site.spec.name,
      kubeconfig: layout.kubernetes.adminConfig,
      taints: taintsOf(site.spec, plan.spec).map(({ key, effect }) => ({ key, effect })),
      managedTaintKeys: [...controlPlaneTaintKeys],
      labels: {},
    },
  });
}

function kubeconfigStep(site: Site, plan: PlanInput): Step {
  return step(idOf("settings", "kubeconfig", site.id), "kubernetes.kubeconfig", site.id, {
    title: "Give root and the named users a ready kubectl",
    needs: [joinId(site, plan)],
    input: {
      source: layout.kubernetes.adminConfig,
      users: [...new Set(["root", ...plan.spec.kubernetes.kubectlUsers])],
    },
  });
}

/** Each node as soon as it is there. */
export function settingsPhase(plan: PlanInput): Phase {
  return {
    name: "settings",
    title: "Settle taints and kubectl",
    steps: plan.sites.flatMap((site) => [nodeStep(site, plan), kubeconfigStep(site, plan)]),
  };
}

/** Applied after init already, while the others join: nodes that join find it there. */
export function networkPluginPhase(plan: PlanInput): Phase {
  const manifests = networkManifests(plan.spec);
  return {
    name: "network-plugin",
    title: "Install the network plugin",
    steps: manifests.map((manifest, index) =>
      step(applyId(index, plan), "kubernetes.manifests", plan.joining.initHost, {
        title: `Apply ${manifest.name}`,
        // In the order of the spec: a later text may use what an earlier one defines.
        needs: [index === 0 ? initId(plan) : applyId(index - 1, plan)],
        input: { ...manifest, kubeconfig: layout.kubernetes.adminConfig, rolloutMs: 0 },
        timeoutMs: 120_000,
      }),
    ),
  };
}

function applyId(index: number, { joining }: PlanInput): StepId {
  return idOf("network-plugin", `apply-${index + 1}`, joining.initHost);
}

export function applyIds(plan: PlanInput): readonly StepId[] {
  return networkManifests(plan.spec).map((_manifest, index) => applyId(index, plan));
}
