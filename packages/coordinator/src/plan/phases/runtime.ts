import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import { criSocket, runtimeUnit } from "../container-runtime.ts";
import { clusterDocument } from "../kubeadm/cluster-document.ts";
import { layout } from "../layout.ts";
import { everyHost, hasExternalEtcd, type PlanInput } from "../plan-input.ts";
import type { HostSite } from "../site.ts";
import { idOf, step } from "../step-list.ts";
import { systemStepIds } from "./system.ts";

function runtimeStep(site: HostSite, { spec }: PlanInput): Step {
  return step(idOf("runtime", "configure", site.id), "runtime.configure", site.id, {
    title: `Configure and start ${spec.runtime.name}`,
    // overlay, the file system of containers, is a module (sysctl comes after those); and a docker that has to turn forwarding on
    // by itself closes the forward chain too (setupIPForwarding in moby's libnetwork/drivers/bridge).
    needs: [idOf("packages", "install", site.id), idOf("system", "sysctl", site.id)],
    input: {
      runtime: spec.runtime.name,
      unit: runtimeUnit(spec),
      kubernetesVersion: spec.kubernetes.version,
      imageRepository: spec.kubernetes.imageRepository,
      mirrors: spec.runtime.mirrors.map(({ endpoints, ...mirror }) => ({ ...mirror, endpoints: [...endpoints] })),
    },
    timeoutMs: 120_000,
  });
}

function kubeletStep(site: HostSite, { spec }: PlanInput): Step {
  return step(idOf("runtime", "kubelet", site.id), "kubelet.configure", site.id, {
    title: "Give the kubelet its flags",
    needs: [idOf("packages", "install", site.id)],
    input: {
      unit: layout.unit.kubelet,
      // Without it the kubelet takes the address of the default route's interface.
      args: { "node-ip": site.spec.address, ...spec.kubernetes.kubeletArgs },
    },
  });
}

export function runtimePhase(plan: PlanInput): Phase {
  return {
    name: "runtime",
    title: "Start the container runtime",
    steps: everyHost(plan).flatMap((site) => [runtimeStep(site, plan), kubeletStep(site, plan)]),
  };
}

function imagesStep(site: HostSite, { spec }: PlanInput): Step {
  const { images, skipAddons } = spec.kubernetes;
  return step(idOf("images", "ensure", site.id), "images.ensure", site.id, {
    title: "Have every image of Kubernetes on the host",
    needs: [idOf("runtime", "configure", site.id)],
    input: {
      runtime: spec.runtime.name,
      criSocket: criSocket(spec),
      documents: [clusterDocument(spec)],
      ...(site.spec.role === "worker" ? { only: ["kube-proxy", "pause"] } : {}),
      except: [...skipAddons],
      archives: images.map(({ image, url, sha256 }) => ({ image, url, sha256 })),
    },
    timeoutMs: 1_200_000,
  });
}

/** On all hosts at once; kubeadm would pull them in the middle of init and of each join. */
export function imagesPhase(plan: PlanInput): Phase {
  return {
    name: "images",
    title: "Get the images of Kubernetes",
    steps: everyHost(plan).map((site) => imagesStep(site, plan)),
  };
}

/** What a host must have before kubeadm runs on it; how hosts depend on each other is for the steps that run it. */
export function readyForKubeadm(site: HostSite, plan: PlanInput): readonly StepId[] {
  const certificates = hasExternalEtcd(plan) ? ["etcd", "kubernetes"] : ["kubernetes"];
  return [
    ...systemStepIds(site, plan),
    idOf("runtime", "kubelet", site.id),
    idOf("images", "ensure", site.id),
    ...(site.spec.role === "worker" ? [] : certificates.map((name) => idOf("certificates", name, site.id))),
  ];
}
