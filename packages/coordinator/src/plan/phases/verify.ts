import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import { apiserverEtcd, endpointApiserver, ownApiserver } from "../apiserver-access.ts";
import { minorVersion } from "../kubernetes-version.ts";
import { layout } from "../layout.ts";
import { networkManifests } from "../manifests/network-manifests.ts";
import { everyHost, hasExternalEtcd, type PlanInput } from "../plan-input.ts";
import type { HostSite, Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";
import { controlPlanePhase, workersPhase } from "./control-plane.ts";
import { joinId } from "./join.ts";
import { applyIds, settingsPhase } from "./settings.ts";

const rolloutMs = 300_000;

/** The same texts once more, when all hosts are there: only now can what they ask for be everywhere. */
function rolloutSteps(plan: PlanInput): readonly Step[] {
  const applied = applyIds(plan);
  return networkManifests(plan.spec).map((manifest, index) =>
    step(idOf("verify", `rollout-${index + 1}`, plan.joining.initHost), "kubernetes.manifests", plan.joining.initHost, {
      title: `See ${manifest.name} rolled out`,
      needs: [...applied.slice(index, index + 1), ...everyJoin(plan)],
      input: { ...manifest, kubeconfig: layout.kubernetes.adminConfig, rolloutMs },
      timeoutMs: rolloutMs + 60_000,
    }),
  );
}

function everyJoin(plan: PlanInput): readonly StepId[] {
  return everyHost(plan).map((site) => joinId(site, plan));
}

/** Leases of this name exist for sure since 1.20; before, elections were held in Endpoints, alone or beside (kubernetes/kubernetes#94603). */
function leadersOf(version: string): string[] {
  return minorVersion(version) >= 20 ? ["kube-controller-manager", "kube-scheduler"] : [];
}

function masterStep(site: Site, plan: PlanInput): Step {
  const { spec } = plan;
  const external = hasExternalEtcd(plan);
  return step(verifyId(site), "kubernetes.verify", site.id, {
    title: "See the whole cluster well from this host",
    needs: [...everyJoin(plan), ...applyIds(plan).slice(-1)],
    input: {
      name: site.spec.name,
      kubeconfig: layout.kubernetes.adminConfig,
      nodes: spec.hosts.map(({ name }) => name),
      expectReady: spec.kubernetes.network.plugin !== "none",
      staticPods: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", ...(external ? [] : ["etcd"])],
      apiserver: ownApiserver(site.spec, spec),
      endpoint: endpointApiserver(site.spec, spec),
      ...(external ? { etcd: apiserverEtcd(spec) } : {}),
      leaders: leadersOf(spec.kubernetes.version),
    },
    timeoutMs: verifyMs,
  });
}

const verifyMs = 300_000;

function workerStep(site: HostSite, plan: PlanInput): Step {
  const { spec } = plan;
  return step(verifyId(site), "kubernetes.verify", site.id, {
    title: "See this worker's node well",
    needs: [joinId(site, plan), ...applyIds(plan).slice(-1)],
    input: {
      name: site.spec.name,
      kubeconfig: layout.kubernetes.kubeletConfig,
      nodes: [],
      expectReady: spec.kubernetes.network.plugin !== "none",
      staticPods: [],
      endpoint: endpointApiserver(site.spec, spec),
      leaders: [],
    },
    timeoutMs: verifyMs,
  });
}

function verifyId(site: HostSite): StepId {
  return idOf("verify", "cluster", site.id);
}

export function verifyPhase(plan: PlanInput): Phase {
  const steps = [
    ...rolloutSteps(plan),
    ...plan.sites.map((site) => masterStep(site, plan)),
    ...plan.workers.map((site) => workerStep(site, plan)),
  ];
  return { name: "verify", title: "See that all of it works", steps };
}

/** Beyond this the virtual IP is no help to anybody. keepalived needs 3 to 4 s at adverts of one second (RFC 5798, 6.1). */
const outageLimitMs = 30_000;

/** One thing after the other, so that each measured outage has one cause. Only before anybody depends on the cluster. */
export function drillsPhase(plan: PlanInput): Phase {
  const { spec, sites, joining } = plan;
  // A single control-plane host has nothing to fail over to.
  const wanted = spec.kubernetes.provokeOutages && !joining.formed && sites.length > 1;
  const drills = (["haproxy", "apiserver"] as const).flatMap((target) => sites.map((site) => ({ target, site })));
  const settled = [controlPlanePhase, workersPhase, settingsPhase, verifyPhase];
  const before = settled.flatMap((phase) => phase(plan).steps.map(({ id }) => id));
  const steps = drills.map(({ target, site }, index) => {
    const last = drills[index - 1];
    return drillStep(target, site, plan, last ? [drillId(last.target, last.site)] : before);
  });
  return { name: "drills", title: "Stop each part once and measure the outage", steps: wanted ? steps : [] };
}

type Target = "haproxy" | "apiserver";

function drillId(target: Target, site: Site): StepId {
  return idOf("drills", target, site.id);
}

function drillStep(target: Target, site: Site, { spec }: PlanInput, needs: readonly StepId[]): Step {
  return step(drillId(target, site), "kubernetes.outage", site.id, {
    title: target === "haproxy" ? "Stop this haproxy for a moment" : "Kill this apiserver",
    needs,
    input: {
      target,
      unit: layout.unit.haproxy,
      endpoint: endpointApiserver(site.spec, spec),
      apiserver: ownApiserver(site.spec, spec),
      limitMs: outageLimitMs,
    },
    timeoutMs: 300_000,
  });
}
