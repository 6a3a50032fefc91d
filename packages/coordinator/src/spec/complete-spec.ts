import type { ClusterSpec, EtcdSpec, PackagesSpec, ProfileName, SystemSpec } from "./cluster-spec.ts";
import type { Finding } from "./problem.ts";
import { type ReadFile, withKeys } from "./repository-keys.ts";
import type { CompleteFile } from "./schema/cluster-file.ts";

type Sections = CompleteFile["spec"];

/** The effective spec, in the units of the rooms above. What only shows when sections meet goes to `findings`. */
export function completeSpec(
  name: string,
  profile: ProfileName,
  spec: Sections,
  readFile: ReadFile | undefined,
  findings: Finding[],
): ClusterSpec {
  const { vip, port, virtualRouterId } = spec.endpoint;
  const { minCpus, minMemory, minDisk, maxFsyncP99, maxClockOffset, ignore } = spec.preflight;
  const { apiserverPort, ...kubernetes } = spec.kubernetes;
  return {
    name,
    profile,
    hosts: spec.hosts.map(({ interface: device, ...host }) => ({
      ...host,
      ...(device === undefined ? {} : { interface: device }),
    })),
    endpoint: { ...vip, port, virtualRouterId },
    apiserverPort,
    etcd: etcdSpec(spec.etcd),
    packages: packagesSpec(spec.packages, readFile, findings),
    system: { ...spec.system, sysctl: withoutNulls(spec.system.sysctl) } satisfies SystemSpec,
    preflight: {
      minCpus,
      minMemoryMiB: Math.ceil(minMemory / 2 ** 20),
      minDiskMiB: Math.ceil(minDisk / 2 ** 20),
      maxFsyncP99Ms: maxFsyncP99,
      maxClockOffsetMs: maxClockOffset,
      ignore,
    },
    kubernetes,
    runtime: {
      name: spec.runtime.name,
      ...(spec.runtime.version === undefined ? {} : { version: spec.runtime.version }),
    },
  };
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

function packagesSpec(
  written: Sections["packages"],
  readFile: ReadFile | undefined,
  findings: Finding[],
): PackagesSpec {
  return {
    repositories: withKeys(written.repositories, readFile, findings),
    versions: withoutNulls(written.versions),
    hold: written.hold,
    lockWaitMs: written.lockWait,
  };
}

/** Null takes away what the profile says. */
function withoutNulls(record: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== null));
}
