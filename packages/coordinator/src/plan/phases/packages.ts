import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import type { StepInput } from "@quorate/shared/step/contract";
import type { RepositorySpec } from "../../spec/cluster-spec.ts";
import { layout } from "../layout.ts";
import type { PlanInput, Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";

type Wanted = StepInput<"package.install">["packages"][number];

/** Apt and rpm distributions call some packages differently. */
const conntrackName = {
  apt: "conntrack",
  dnf: "conntrack-tools",
  yum: "conntrack-tools",
  none: "conntrack-tools",
} as const;

function wantedPackages(site: Site, { spec }: PlanInput): Wanted[] {
  const names = ["haproxy", "keepalived", "ipset", "iptables", conntrackName[site.facts.packageManager]];
  if (spec.kubernetes.proxyMode === "ipvs") names.push("ipvsadm");
  const wanted = (name: string, version = spec.packages.versions[name]): Wanted => ({
    name,
    ...(version === undefined ? {} : { version }),
    hold: spec.packages.hold && version !== undefined,
  });
  const { source, version } = spec.etcd;
  const etcd =
    source.kind === "package" ? [...new Set([source.server, source.client])].map((name) => wanted(name, version)) : [];
  return [...names.map((name) => wanted(name)), ...etcd];
}

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

function repositoryStepId({ id }: RepositorySpec, site: Site): StepId {
  return idOf("packages", `repository-${id}`, site.id);
}

function repositorySteps(site: Site, { spec }: PlanInput): readonly Step[] {
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
        packages: wantedPackages(site, plan),
        keepStopped: [layout.etcd.unit, layout.unit.haproxy, layout.unit.keepalived],
        lockWaitMs: plan.spec.packages.lockWaitMs,
      },
      timeoutMs: 900_000,
    },
    { exclusive: "package-manager", retries: 1 },
  );
}

function tarballStep(site: Site, { spec }: PlanInput): readonly Step[] {
  const { source } = spec.etcd;
  if (source.kind !== "tarball") return [];
  return [
    step(idOf("packages", "etcd-tarball", site.id), "etcd.tarball", site.id, {
      title: `Install etcd ${spec.etcd.version} from its tarball`,
      needs: [idOf("network", "reach", site.id)],
      input: { url: source.url, sha256: source.sha256, binDir: layout.etcd.tarballBinDir },
      timeoutMs: 600_000,
    }),
  ];
}

function forwardPolicy(site: Site, { spec }: PlanInput): readonly Step[] {
  if (spec.system.forwardPolicy !== "accept") return [];
  return [
    step(idOf("packages", "forward-policy", site.id), "host.forward-policy", site.id, {
      title: "Let forwarded packets pass, now and at boot",
      needs: [idOf("packages", "install", site.id)],
      input: { policy: "ACCEPT" },
    }),
  ];
}

/** One transaction a host: most of an install's time is the package manager's own start. */
export function packagesPhase(plan: PlanInput): Phase {
  return {
    name: "packages",
    title: "Install packages",
    steps: plan.sites.flatMap((site) => [
      ...repositorySteps(site, plan),
      installStep(site, plan),
      ...tarballStep(site, plan),
      ...forwardPolicy(site, plan),
    ]),
  };
}
