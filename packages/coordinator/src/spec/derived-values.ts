import { parseAddress } from "./ip-network.ts";
import type { Profile } from "./profiles/profile.ts";

type Data = Readonly<Record<string, unknown>>;

/**
 * Values that follow from others, so that changing one is enough: package versions from component versions, kernel
 * modules from the proxy mode, the virtual router id from the VIP. Wrong input derives nothing; the schema reports it.
 */
export function deriveValues(profile: Profile, chosen: Data, written: Data): Data {
  const runtime = derivedRuntime(profile, chosen, written);
  return {
    endpoint: derivedEndpoint(profile, chosen),
    etcd: derivedEtcd(chosen, written),
    runtime,
    packages: { versions: { ...runtimePackages(runtime, chosen), ...kubernetesPackages(chosen) } },
    system: { modules: derivedModules(profile, chosen) },
  };
}

function textAt(data: Data, section: string, key: string): string | undefined {
  const inner = data[section];
  const value: unknown = typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** The last octet of the VIP: as unique on a network segment as the address itself, as long as that is a /24. */
function derivedEndpoint(profile: Profile, chosen: Data): Data {
  if (profile.values.endpoint.virtualRouterId !== undefined) return {};
  const vip = parseAddress(textAt(chosen, "endpoint", "vip")?.split("/")[0] ?? "");
  return vip === undefined ? {} : { virtualRouterId: Number(vip.value & 255n) || 255 };
}

/** A repository seldom has the very release of the profile; its minor version is what matters to Kubernetes. */
function derivedEtcd(chosen: Data, written: Data): Data {
  const etcd = chosen["etcd"];
  const source: unknown = typeof etcd === "object" && etcd !== null ? Reflect.get(etcd, "source") : undefined;
  const fromPackage = typeof source === "object" && source !== null && Reflect.get(source, "kind") === "package";
  const [major, minor] = textAt(chosen, "etcd", "version")?.split(".") ?? [];
  const own = textAt(written, "etcd", "version");
  return fromPackage && own === undefined && minor !== undefined ? { version: `${major}.${minor}.*` } : {};
}

function derivedRuntime(profile: Profile, chosen: Data, written: Data): { version?: string } {
  const name = textAt(chosen, "runtime", "name");
  const version =
    textAt(written, "runtime", "version") ??
    (name === "docker" || name === "containerd" ? profile.runtimeVersions[name] : undefined);
  return version === undefined ? {} : { version };
}

function runtimePackages(runtime: { version?: string }, chosen: Data): Record<string, string> {
  const { version } = runtime;
  if (version === undefined) return {};
  const pattern = version.endsWith("*") ? version : `${version}*`;
  return textAt(chosen, "runtime", "name") === "docker"
    ? { "docker-ce": pattern, "docker-ce-cli": pattern }
    : { "containerd.io": pattern, containerd: pattern };
}

/** The hyphen ends the version: without it 1.15.1* would take 1.15.12 too. */
function kubernetesPackages(chosen: Data): Record<string, string> {
  const version = textAt(chosen, "kubernetes", "version")?.replace(/^v/, "");
  if (version === undefined) return {};
  const pattern = `${version}-*`;
  return { kubeadm: pattern, kubelet: pattern, kubectl: pattern };
}

function derivedModules(profile: Profile, chosen: Data): readonly unknown[] {
  const mode = textAt(chosen, "kubernetes", "proxyMode");
  const known = mode === "iptables" || mode === "ipvs" || mode === "nftables";
  return [...profile.modules, ...(known ? profile.proxyModules[mode] : [])];
}
