import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import type { StepInput } from "@quorate/shared/step/contract";
import type { RepositorySpec } from "../../spec/cluster-spec.ts";
import { runtimeUnits } from "../container-runtime.ts";
import { layout } from "../layout.ts";
import { kubernetesPackages, loadBalancerPackages } from "../package-list.ts";
import { everyHost, type PlanInput } from "../plan-input.ts";
import type { HostSite, Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";

function repositoryInput({ id, title, apt, yum }: RepositorySpec): StepInput<"package.repository"> {
  return {
    id,
    title,
    ...(apt
      ? {
          apt: {
            uris: [...apt.uris],
            suites: [...apt.suites],
            components: [...apt.components],
            publicKey: apt.publicKey,
          },
        }
      : {}),
    ...(yum ? { yum: { baseurl: yum.baseurl, publicKey: yum.publicKey, exclude: [...yum.exclude] } } : {}),
  };
}

function repositoryStepId({ id }: RepositorySpec, site: HostSite): StepId {
  return idOf("packages", `repository-${id}`, site.id);
}

function repositorySteps(site: HostSite, { spec }: PlanInput): readonly Step[] {
  return spec.packages.repositories.map((repository) =>
    step(
      repositoryStepId(repository, site),
      "package.repository",
      site.id,
      {
        title: `Add the package repository ${repository.id}`,
        needs: [idOf("network", "reach", site.id)],
        input: repositoryInput(repository),
        timeoutMs: 300_000,
      },
      { exclusive: "package-manager", retries: 1 },
    ),
  );
}

function installStep(site: Site, plan: PlanInput): Step {
  const repositories = plan.spec.packages.repositories.map((repository) => repositoryStepId(repository, site));
  return step(
    idOf("packages", "install", site.id),
    "package.install",
    site.id,
    {
      title: "Install haproxy, keepalived, etcd and network tools",
      needs: [idOf("network", "reach", site.id), ...repositories],
      input: {
        packages: loadBalancerPackages(site, plan.spec),
        keepStopped: [layout.etcd.unit, layout.unit.haproxy, layout.unit.keepalived],
        lockWaitMs: plan.spec.packages.lockWaitMs,
      },
      timeoutMs: 900_000,
    },
    { exclusive: "package-manager", retries: 1 },
  );
}

/** The larger half: etcd and the load balancer come up while it goes on. */
function kubernetesStep(site: HostSite, plan: PlanInput): Step {
  const { spec } = plan;
  const worker = site.spec.role === "worker";
  const repositories = spec.packages.repositories.map((repository) => repositoryStepId(repository, site));
  return step(
    idOf("packages", "kubernetes", site.id),
    "package.install",
    site.id,
    {
      title: `Install ${spec.runtime.name} and Kubernetes ${spec.kubernetes.version}`,
      needs: worker
        ? [idOf("network", "reach", site.id), ...repositories]
        : [idOf("packages", "install", site.id), ...repositories],
      input: {
        packages: kubernetesPackages(site, spec),
        keepStopped: [...runtimeUnits(spec), layout.unit.kubelet],
        lockWaitMs: spec.packages.lockWaitMs,
      },
      timeoutMs: 900_000,
    },
    { exclusive: "package-manager", retries: 1 },
  );
}

function tarballStep(site: Site, { spec }: PlanInput): readonly Step[] {
  const { source, topology } = spec.etcd;
  if (source.kind !== "tarball" || topology === "stacked") return [];
  return [
    step(idOf("packages", "etcd-tarball", site.id), "etcd.tarball", site.id, {
      title: `Install etcd ${spec.etcd.version} from its tarball`,
      needs: [idOf("network", "reach", site.id)],
      input: { url: source.url, sha256: source.sha256, binDir: layout.etcd.tarballBinDir },
      timeoutMs: 600_000,
    }),
  ];
}

function forwardPolicy(site: HostSite, { spec }: PlanInput): readonly Step[] {
  if (spec.system.forwardPolicy !== "accept") return [];
  const iptables = site.spec.role === "worker" ? "kubernetes" : "install";
  return [
    step(idOf("packages", "forward-policy", site.id), "host.forward-policy", site.id, {
      title: "Let forwarded packets pass, now and at boot",
      needs: [idOf("packages", iptables, site.id)],
      input: { policy: "ACCEPT" },
    }),
  ];
}

/** Two transactions a control-plane host, one a worker: most of a small install's time is the package manager's own start. */
export function packagesPhase(plan: PlanInput): Phase {
  const own = plan.sites.flatMap((site) => [installStep(site, plan), ...tarballStep(site, plan)]);
  return {
    name: "packages",
    title: "Install packages",
    steps: everyHost(plan).flatMap((site) => [
      ...repositorySteps(site, plan),
      ...own.filter(({ host }) => host === site.id),
      kubernetesStep(site, plan),
      ...forwardPolicy(site, plan),
    ]),
  };
}
