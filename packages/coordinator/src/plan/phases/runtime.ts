import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import { fetchInput, imageArchives } from "../bundle.ts";
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

/** The packages come first: with them everything else of the host begins. */
function fetchSteps(site: HostSite, { bundle }: PlanInput): readonly Step[] {
  const input = bundle && fetchInput(bundle, "images");
  if (!input) return [];
  const title = "Fetch images from the coordinator's bundle";
  const needs = [idOf("packages", "install", site.id)];
  const options = { title, needs, input, timeoutMs: fetchMs };
  return [step(idOf("images", "fetch", site.id), "bundle.fetch", site.id, options, { retries: 1 })];
}

function imagesStep(site: HostSite, plan: PlanInput): Step {
  const { spec, bundle } = plan;
  return step(idOf("images", "ensure", site.id), "images.ensure", site.id, {
    title: "Have every image of Kubernetes on the host",
    needs: [idOf("runtime", "configure", site.id), ...fetchSteps(site, plan).map(({ id }) => id)],
    input: {
      runtime: spec.runtime.name,
      criSocket: criSocket(spec),
      documents: [clusterDocument(spec)],
      ...(site.spec.role === "worker" ? { only: ["kube-proxy", "pause"] } : {}),
      except: [...spec.kubernetes.skipAddons],
      archives: imageArchives(bundle, spec),
    },
    timeoutMs: 1_200_000,
  });
}

/** As of packages. */
const fetchMs = 3_600_000;

/** On all hosts at once; kubeadm would pull them in the middle of init and of each join. */
export function imagesPhase(plan: PlanInput): Phase {
  return {
    name: "images",
    title: "Get the images of Kubernetes",
    steps: everyHost(plan).flatMap((site) => [...fetchSteps(site, plan), imagesStep(site, plan)]),
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
