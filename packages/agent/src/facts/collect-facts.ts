import { AppError } from "@quorate/shared/errors";
import { type HostFacts, hostFacts } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";
import type { Host, HostFiles, InterfaceAddress } from "../host/host.ts";
import { procField } from "../host/proc.ts";
import { defaultInterface, defaultInterface6 } from "./default-interface.ts";
import { etcdGenerationFile, readEtcdGeneration } from "./etcd-generation.ts";
import { kubernetesGuardFile, readKubernetesState } from "./kubernetes-state.ts";
import { parseOsRelease } from "./os-release.ts";
import { packageManagerOf } from "./package-manager.ts";

export interface FactsOptions {
  readonly host: HostId;
  readonly agentVersion: string;
  /** As Node names it: x64, arm64. */
  readonly arch: string;
}

/** What this host is now. Reads files and interfaces only; no program is started. */
export async function collectFacts(host: Host, options: FactsOptions): Promise<HostFacts> {
  const { files } = host;
  const text = async (path: string): Promise<string> => ((await readable(files, path)) ?? "").trim();
  const release = parseOsRelease((await text("/etc/os-release")) || (await text("/usr/lib/os-release")));
  const cpuinfo = await text("/proc/cpuinfo");
  const damaged: DamagedRecord[] = [];
  const etcd = await orDamaged(readEtcdGeneration(files), etcdGenerationFile, damaged);
  const kubernetes = await orDamaged(readKubernetesState(files), kubernetesGuardFile, damaged);
  const facts = {
    host: options.host,
    agentVersion: options.agentVersion,
    bootId: await text("/proc/sys/kernel/random/boot_id"),
    machineId: await text("/etc/machine-id"),
    productUuid: (await text("/sys/class/dmi/id/product_uuid")).toLowerCase(),
    hostname: await text("/proc/sys/kernel/hostname"),
    os: {
      id: release.id,
      version: release.version,
      name: release.name,
      kernel: await text("/proc/sys/kernel/osrelease"),
      arch: options.arch,
    },
    cpus: cpuinfo.split("\n").filter((line) => /^processor\s*:/.test(line)).length,
    memoryMiB: Math.floor(Number((await procField(files, "/proc/meminfo", "MemTotal")) ?? 0) / 1_024),
    packageManager: await packageManagerOf(files, release),
    interfaces: groupByName(host.network.addresses()),
    defaultInterface:
      defaultInterface(await text("/proc/net/route")) || defaultInterface6(await text("/proc/net/ipv6_route")),
    ...(etcd ? { etcd } : {}),
    ...(kubernetes ? { kubernetes } : {}),
    ...(damaged.length > 0 ? { damaged } : {}),
  };
  const result = hostFacts.safeParse(facts);
  if (result.success) return result.data;
  throw new AppError("INTERNAL", `the facts of ${options.host} do not match their own schema`, { cause: result.error });
}

type DamagedRecord = NonNullable<HostFacts["damaged"]>[number];

/** Damage is a fact, too: an agent that did not come up could not tell anybody. Steps that need the record still refuse. */
async function orDamaged<T>(reading: Promise<T>, file: string, damaged: DamagedRecord[]): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    damaged.push({ file, hint: error.hint });
    return undefined;
  }
}

/** DMI and the like are closed to whoever is not root, and absent on some machines: then the fact is empty. */
async function readable(files: HostFiles, path: string): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    if (error instanceof AppError && error.code === "FILE_ACCESS_FAILED") return undefined;
    throw error;
  }
}

function groupByName(addresses: readonly InterfaceAddress[]): HostFacts["interfaces"] {
  const groups = new Map<string, { name: string; mac: string; addresses: string[] }>();
  for (const { interface: name, mac, address, prefix } of addresses) {
    const group = groups.get(name) ?? { name, mac, addresses: [] };
    groups.set(name, group);
    group.addresses.push(`${address}/${prefix}`);
  }
  return [...groups.values()];
}
