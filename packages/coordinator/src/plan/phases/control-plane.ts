import type { Phase, Step } from "@quorate/shared/plan";
import { apiserverEtcd, ownApiserver } from "../apiserver-access.ts";
import { initDocuments } from "../kubeadm/init-documents.ts";
import { layout } from "../layout.ts";
import { hasExternalEtcd, type PlanInput } from "../plan-input.ts";
import { secretNames } from "../secret-names.ts";
import type { Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";
import { etcdSettledIds } from "./etcd.ts";
import { initId, joinId, joinStep, kubeadmInput, kubeadmMs, tokenSecrets, tokenStep, tokenTtlSeconds } from "./join.ts";
import { singleHolder } from "./load-balancer.ts";
import { readyForKubeadm } from "./runtime.ts";

function initStep(site: Site, plan: PlanInput): Step {
  const { spec, joining, sites } = plan;
  // Irreversible, so it waits until every control-plane host could follow: an image that one lacks is found before. Once there is
  // a cluster, the step only looks, and who joins waits for nobody's images but its own and this host's.
  const ready = joining.formed ? [site] : sites;
  return step(
    initId(plan),
    "kubeadm.init",
    site.id,
    {
      title: "Make the cluster with kubeadm init",
      needs: [singleHolder, ...etcdSettledIds(plan), ...ready.flatMap((each) => readyForKubeadm(each, plan))],
      input: {
        ...kubeadmInput(site, plan),
        documents: initDocuments(site.spec, spec),
        skipPhases: spec.kubernetes.skipAddons.map((addon) => `addon/${addon}`),
        tokenTtlSeconds: tokenTtlSeconds(spec),
        apiserver: ownApiserver(site.spec, spec),
        ...(hasExternalEtcd(plan) ? { etcd: apiserverEtcd(spec) } : {}),
      },
      timeoutMs: kubeadmMs,
    },
    { secrets: tokenSecrets },
  );
}

/** All at once with external etcd; one after the other where each join adds a member to the stacked one. */
function joinSteps(plan: PlanInput): readonly Step[] {
  const others = plan.sites.filter((site) => site.id !== plan.joining.initHost);
  return others.map((site, index) => {
    const before = hasExternalEtcd(plan) ? undefined : others[index - 1];
    return joinStep(site, plan, [before ? joinId(before, plan) : initId(plan)]);
  });
}

export function controlPlanePhase(plan: PlanInput): Phase {
  const init = plan.sites.filter((site) => site.id === plan.joining.initHost).map((site) => initStep(site, plan));
  return {
    name: "control-plane",
    title: "Make the control plane",
    steps: [...init, ...tokenStep(plan), ...joinSteps(plan), ...revokeStep("control-plane", plan)],
  };
}

type JoinPhase = "control-plane" | "workers";

/** Of the last join of this run: no workers, or none yet, and it is a control-plane host's. */
function lastJoinPhase({ workers, until }: PlanInput): JoinPhase {
  return workers.length === 0 || until === "control-plane" ? "control-plane" : "workers";
}

/** After the last join: a token that nobody needs opens nothing any more. */
function revokeStep(phase: JoinPhase, plan: PlanInput): readonly Step[] {
  const { joining, sites, workers } = plan;
  if (joining.waiting.length === 0 || phase !== lastJoinPhase(plan)) return [];
  const joined = phase === "workers" ? [...sites, ...workers] : sites;
  return [
    step(
      idOf(phase, "token-revoke", joining.initHost),
      "kubeadm.token-revoke",
      joining.initHost,
      {
        title: "Take the bootstrap token back",
        needs: joined.map((site) => joinId(site, plan)),
        input: { tokenSecret: secretNames.bootstrapToken, kubeconfig: layout.kubernetes.adminConfig },
      },
      { secrets: tokenSecrets },
    ),
  ];
}

/** Workers need one apiserver, not all: they join beside the other control-plane hosts. */
export function workersPhase(plan: PlanInput): Phase {
  const joins = plan.workers.map((site) => joinStep(site, plan, [initId(plan)]));
  return {
    name: "workers",
    title: "Join the workers",
    steps: [...joins, ...revokeStep("workers", plan)],
  };
}
