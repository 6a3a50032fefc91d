import type { Phase, Step } from "@quorate/shared/plan";
import type { StepInput } from "@quorate/shared/step/contract";
import type { RepositorySpec } from "../../spec/cluster-spec.ts";
import { fetchInput, tarballUrl } from "../bundle.ts";
import { runtimeUnits } from "../container-runtime.ts";
import { layout } from "../layout.ts";
import { packagesOf } from "../package-list.ts";
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

/** A bundle takes the place of every repository. */
function repositorySteps(site: HostSite, { spec, bundle }: PlanInput): readonly Step[] {
  if (bundle) return [];
  return spec.packages.repositories.map((repository) =>
    step(
      idOf("packages", `repository-${repository.id}`, site.id),
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

function fetchSteps(site: HostSite, { bundle }: PlanInput): readonly Step[] {
  const input = bundle && fetchInput(bundle, "packages", "etcd");
  if (!input) return [];
  const title = "Fetch packages from the coordinator's bundle";
  const needs = [idOf("network", "reach", site.id)];
  const options = { title, needs, input, timeoutMs: fetchMs };
  return [step(idOf("packages", "fetch", site.id), "bundle.fetch", site.id, options, { retries: 1 })];
}

function installStep(site: HostSite, plan: PlanInput): Step {
  const { spec, bundle } = plan;
  const { etcd, haproxy, keepalived, kubelet } = { etcd: layout.etcd.unit, ...layout.unit };
  const before = site.spec.role === "worker" ? "" : "haproxy, keepalived, etcd, ";
  return step(
    idOf("packages", "install", site.id),
    "package.install",
    site.id,
    {
      title: `Install ${before}${spec.runtime.name} and Kubernetes ${spec.kubernetes.version}`,
      needs: [
        idOf("network", "reach", site.id),
        ...[...repositorySteps(site, plan), ...fetchSteps(site, plan)].map(({ id }) => id),
      ],
      input: {
        packages: packagesOf(site, spec),
        keepStopped: [
          ...(site.spec.role === "worker" ? [] : [etcd, haproxy, keepalived]),
          ...runtimeUnits(spec),
          kubelet,
        ],
        lockWaitMs: spec.packages.lockWaitMs,
        ...(bundle ? { bundle: bundle.id } : {}),
      },
      timeoutMs: 1_200_000,
    },
    { exclusive: "package-manager", retries: 1 },
  );
}

function tarballStep(site: Site, plan: PlanInput): readonly Step[] {
  const { spec, bundle } = plan;
  const { source, topology } = spec.etcd;
  if (source.kind !== "tarball" || topology === "stacked") return [];
  return [
    step(idOf("packages", "etcd-tarball", site.id), "etcd.tarball", site.id, {
      title: `Install etcd ${spec.etcd.version} from its tarball`,
      needs: [idOf("network", "reach", site.id), ...fetchSteps(site, plan).map(({ id }) => id)],
      input: { url: tarballUrl(bundle, source), sha256: source.sha256, binDir: layout.etcd.tarballBinDir },
      timeoutMs: 600_000,
    }),
  ];
}

function forwardPolicy(site: HostSite, { spec }: PlanInput): readonly Step[] {
  if (spec.system.forwardPolicy !== "accept") return [];
  return [
    step(idOf("packages", "forward-policy", site.id), "host.forward-policy", site.id, {
      title: "Let forwarded packets pass, now and at boot",
      needs: [idOf("packages", "install", site.id)],
      input: { policy: "ACCEPT" },
    }),
  ];
}

/** A gigabyte over a slow line, behind other hosts. */
const fetchMs = 3_600_000;

/** One transaction a host: most of a small install's time is the package manager's own start. */
export function packagesPhase(plan: PlanInput): Phase {
  const tarballs = plan.sites.flatMap((site) => tarballStep(site, plan));
  return {
    name: "packages",
    title: "Install packages",
    steps: everyHost(plan).flatMap((site) => [
      ...repositorySteps(site, plan),
      ...fetchSteps(site, plan),
      installStep(site, plan),
      ...tarballs.filter(({ host }) => host === site.id),
      ...forwardPolicy(site, plan),
    ]),
  };
}
