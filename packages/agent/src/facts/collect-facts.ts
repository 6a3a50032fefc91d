import { AppError } from "@quorate/shared/errors";
import { etcdGeneration, type HostFacts, hostFacts } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";
import type { Host, HostFiles, InterfaceAddress } from "../host/host.ts";
import { procField } from "../host/proc.ts";
import { defaultInterface, defaultInterface6 } from "./default-interface.ts";
import { type OsRelease, parseOsRelease } from "./os-release.ts";

/** Written by the step that makes an etcd member here. */
export const etcdGenerationFile = "/etc/quorate/etcd-generation.json";

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
  const etcd = await readGeneration(files);
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
    packageManager: await packageManager(files, release),
    interfaces: groupByName(host.network.addresses()),
    defaultInterface:
      defaultInterface(await text("/proc/net/route")) || defaultInterface6(await text("/proc/net/ipv6_route")),
    ...(etcd ? { etcd } : {}),
  };
  const result = hostFacts.safeParse(facts);
  if (result.success) return result.data;
  throw new AppError("INTERNAL", `the facts of ${options.host} do not match their own schema`, { cause: result.error });
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

const managers = [
  { name: "apt", program: "/usr/bin/apt-get" },
  { name: "dnf", program: "/usr/bin/dnf" },
  { name: "yum", program: "/usr/bin/yum" },
] as const;

/** Debian packages dnf, Fedora packages apt: the distribution's own comes first. */
async function packageManager(files: HostFiles, release: OsRelease): Promise<HostFacts["packageManager"]> {
  const debian = release.family.some((name) => name === "debian" || name === "ubuntu");
  const [apt, ...others] = managers;
  for (const { name, program } of debian ? managers : [...others, apt]) {
    if ((await files.status(program)) !== undefined) return name;
  }
  return "none";
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

/** A damaged file is no fact: an etcd that this product made must not pass for "none here". */
async function readGeneration(files: HostFiles): Promise<HostFacts["etcd"]> {
  const text = await files.read(etcdGenerationFile);
  if (text === undefined) return undefined;
  try {
    return etcdGeneration.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(cause: unknown): AppError {
  return new AppError("CONFIG_REJECTED", `${etcdGenerationFile} is damaged`, {
    cause,
    hint: "it says which etcd generation this host belongs to: restore it, or rename the etcd data directory and remove it",
  });
}
