import type { AssertionId, StepId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import { ownApiserver } from "../apiserver-access.ts";
import { criSocket } from "../container-runtime.ts";
import { joinDocument } from "../kubeadm/join-document.ts";
import { preflightExceptions } from "../kubeadm/preflight-exceptions.ts";
import { layout } from "../layout.ts";
import type { PlanInput } from "../plan-input.ts";
import { secretNames } from "../secret-names.ts";
import type { HostSite } from "../site.ts";
import { idOf, step } from "../step-list.ts";
import { readyForKubeadm } from "./runtime.ts";

/** kubeadm's own waits are shorter; a slow disk and a busy host must not end here what would have come to a good end. */
export const kubeadmMs = 360_000;
export const tokenSecrets = [secretNames.bootstrapToken] as const;

/** What init and join have in common. */
export function kubeadmInput(site: HostSite, { spec, pki }: PlanInput) {
  return {
    name: site.spec.name,
    version: spec.kubernetes.version,
    runtime: spec.runtime.name,
    criSocket: criSocket(spec),
    tokenSecret: secretNames.bootstrapToken,
    caHash: pki.caHash,
    ignorePreflightErrors: [...preflightExceptions(spec)],
  };
}

export function tokenTtlSeconds({ kubernetes }: PlanInput["spec"]): number {
  return Math.ceil(kubernetes.tokenTtlMs / 1000);
}

export function initId({ joining }: PlanInput): StepId {
  return idOf("control-plane", "init", joining.initHost);
}

/** The step after which the host belongs to the cluster. */
export function joinId(site: HostSite, plan: PlanInput): StepId {
  if (site.id === plan.joining.initHost) return initId(plan);
  return idOf(site.spec.role === "worker" ? "workers" : "control-plane", "join", site.id);
}

/**
 * Every run has another token. Init brings its own into the cluster, and yet the step follows it: until the
 * controller-manager has signed for the token, a join looks once in 5 s (kubeadm's DiscoveryRetryInterval).
 */
export function tokenStep(plan: PlanInput): readonly Step[] {
  const { spec, joining } = plan;
  if (joining.waiting.every((id) => id === joining.initHost)) return [];
  return [
    step(
      idOf("control-plane", "token", joining.initHost),
      "kubeadm.token",
      joining.initHost,
      {
        title: "Make this run's bootstrap token good",
        needs: [initId(plan)],
        input: {
          tokenSecret: secretNames.bootstrapToken,
          ttlSeconds: tokenTtlSeconds(spec),
          kubeconfig: layout.kubernetes.adminConfig,
        },
      },
      { secrets: tokenSecrets, fades: true },
    ),
  ];
}

/** `after`: what other hosts must have done first. */
export function joinStep(site: HostSite, plan: PlanInput, after: readonly (StepId | AssertionId)[]): Step {
  const { spec, pki } = plan;
  const worker = site.spec.role === "worker";
  return step(
    joinId(site, plan),
    "kubeadm.join",
    site.id,
    {
      title: worker ? "Join as a worker" : "Join the control plane",
      needs: [...after, ...tokenStep(plan).map(({ id }) => id), ...readyForKubeadm(site, plan)],
      input: {
        ...kubeadmInput(site, plan),
        role: site.spec.role,
        documents: [joinDocument(site.spec, spec, pki.caHash)],
        skipPhases: [],
        ...(worker ? {} : { apiserver: ownApiserver(site.spec, spec) }),
      },
      timeoutMs: kubeadmMs,
    },
    { secrets: tokenSecrets },
  );
}
