import type {
  ClusterSpec,
  EtcdSpec,
  KubernetesSpec,
  PackagesSpec,
  ProfileName,
  RuntimeSpec,
  SystemSpec,
} from "./cluster-spec.ts";
import { withManifests } from "./network-manifests.ts";
import type { Finding } from "./problem.ts";
import { withKeys } from "./repository-keys.ts";
import type { CompleteFile } from "./schema/cluster-file.ts";
import type { SpecFiles } from "./spec-files.ts";

type Sections = CompleteFile["spec"];

/** The effective spec, in the units of the rooms above. What only shows when sections meet goes to `findings`. */
export function completeSpec(
  name: string,
  profile: ProfileName,
  spec: Sections,
  files: SpecFiles,
  findings: Finding[],
): ClusterSpec {
  const { vip, port, virtualRouterId } = spec.endpoint;
  const { minCpus, minMemory, minDisk, maxFsyncP99, maxClockOffset, ignore } = spec.preflight;
  return {
    name,
    profile,
    hosts: spec.hosts.map(({ interface: device, ...host }) => ({
      ...host,
      ...(device === undefined ? {} : { interface: device }),
    })),
    endpoint: { ...vip, port, virtualRouterId },
    apiserverPort: spec.kubernetes.apiserverPort,
    etcd: etcdSpec(spec.etcd),
    packages: packagesSpec(spec.packages, files, findings),
    system: { ...spec.system, sysctl: withoutNulls(spec.system.sysctl) } satisfies SystemSpec,
    preflight: {
      minCpus,
      minMemoryMiB: Math.ceil(minMemory / 2 ** 20),
      minDiskMiB: Math.ceil(minDisk / 2 ** 20),
      maxFsyncP99Ms: maxFsyncP99,
      maxClockOffsetMs: maxClockOffset,
      ignore,
    },
    kubernetes: kubernetesSpec(spec.kubernetes, files, findings),
    runtime: runtimeSpec(spec.runtime),
  };
}

function kubernetesSpec(written: Sections["kubernetes"], files: SpecFiles, findings: Finding[]): KubernetesSpec {
  const { apiserverPort: _, tokenTtl, network, kubeletArgs, ...kubernetes } = written;
  return {
    ...kubernetes,
    network: withManifests(network, files, findings),
    kubeletArgs: withoutNulls(kubeletArgs),
    tokenTtlMs: tokenTtl,
  };
}

/** No version is what "*" says. */
function runtimeSpec({ version, ...runtime }: Sections["runtime"]): RuntimeSpec {
  return { ...runtime, ...(version === undefined || version === "*" ? {} : { version }) };
}

function etcdSpec({ startWindow, quota, autoCompaction, heartbeat, election, ...etcd }: Sections["etcd"]): EtcdSpec {
  return {
    ...etcd,
    startWindowMs: startWindow,
    quotaBytes: quota,
    autoCompactionHours: autoCompaction,
    heartbeatMs: heartbeat,
    electionMs: election,
  };
}

function packagesSpec(written: Sections["packages"], files: SpecFiles, findings: Finding[]): PackagesSpec {
  return {
    repositories: withKeys(written.repositories, files, findings),
    versions: withoutNulls(written.versions),
    hold: written.hold,
    lockWaitMs: written.lockWait,
  };
}

/** Null takes away what the profile says. */
function withoutNulls(record: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== null));
}
