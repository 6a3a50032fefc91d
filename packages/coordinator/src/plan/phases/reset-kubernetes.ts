import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import { criSocket, runtimeUnit } from "../container-runtime.ts";
import { layout } from "../layout.ts";
import type { ResetHost, ResetInput } from "../reset-input.ts";
import { idOf, step } from "../step-list.ts";

export function resetId(host: ResetHost): StepId {
  return idOf("reset-kubernetes", "kubeadm", host.id);
}

/** Also where the facts know of no Kubernetes: a bootstrap that ended half-way leaves some of it. */
function resetStep(host: ResetHost, { spec, hosts }: ResetInput): Step {
  const workers = hosts.filter((other) => other.spec.role === "worker");
  const { pkiCopies, apiserverPki, kubeletEnvironment, kubeletDropIn } = layout.kubernetes;
  return step(resetId(host), "kubeadm.reset", host.id, {
    title: "Take Kubernetes off the host",
    needs: host.spec.role === "worker" ? [] : workers.map(resetId),
    input: {
      name: host.spec.name,
      runtime: spec.runtime.name,
      criSocket: criSocket(spec),
      kubeletUnit: layout.unit.kubelet,
      runtimeUnit: runtimeUnit(spec),
      users: [...new Set(["root", ...spec.kubernetes.kubectlUsers])],
      remove: [pkiCopies, apiserverPki, kubeletEnvironment, kubeletDropIn],
    },
    timeoutMs: 300_000,
  });
}

/** Workers first: their pods are gone while the apiservers still hear of it. */
export function resetKubernetesPhase(reset: ResetInput): Phase {
  return {
    name: "reset-kubernetes",
    title: "Take Kubernetes down",
    steps: reset.hosts.map((host) => resetStep(host, reset)),
  };
}
