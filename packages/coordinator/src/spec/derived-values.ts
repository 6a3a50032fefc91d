import { parseAddress } from "./ip-network.ts";
import { isMapData } from "./problem.ts";
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
    packages: { versions: { ...runtimeVersions(profile, runtime, chosen), ...kubernetesPackages(chosen) } },
    system: { modules: derivedModules(profile, chosen) },
  };
}

function valueAt(data: Data, section: string, key: string): unknown {
  const inner = data[section];
  return isMapData(inner) ? inner[key] : undefined;
}

function textAt(data: Data, section: string, key: string): string | undefined {
  const value = valueAt(data, section, key);
  return typeof value === "string" ? value : undefined;
}

function textsAt(data: Data, section: string, key: string): readonly string[] | undefined {
  const value = valueAt(data, section, key);
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;
}

/** The last octet of the VIP: as unique on a network segment as the address itself, as long as that is a /24. */
function derivedEndpoint(profile: Profile, chosen: Data): Data {
  if (profile.values.endpoint.virtualRouterId !== undefined) return {};
  const vip = parseAddress(textAt(chosen, "endpoint", "vip")?.split("/")[0] ?? "");
  return vip === undefined ? {} : { virtualRouterId: Number(vip.value & 255n) || 255 };
}

/** A repository seldom has the very release of the profile; its minor version is what matters to Kubernetes. */
function derivedEtcd(chosen: Data, written: Data): Data {
  const source = valueAt(chosen, "etcd", "source");
  const fromPackage = isMapData(source) && source["kind"] === "package";
  const [major, minor] = textAt(chosen, "etcd", "version")?.split(".") ?? [];
  const own = textAt(written, "etcd", "version");
  return fromPackage && own === undefined && minor !== undefined ? { version: `${major}.${minor}.*` } : {};
}

type RuntimeName = keyof typeof runtimePackages;

/** Those of download.docker.com; a distribution's own are the user's to name. */
const runtimePackages = {
  docker: ["docker-ce", "docker-ce-cli", "containerd.io"],
  containerd: ["containerd.io"],
} as const;

/** Packages that have the runtime's own version; what comes along with it has another. */
const versioned: Readonly<Record<RuntimeName, RegExp>> = {
  docker: /^(?:docker-ce(?:-cli|-rootless-extras)?|docker\.io|docker-cli|docker-engine|moby-(?:engine|cli))$/,
  containerd: /^containerd(?:\.io)?$/,
};

interface DerivedRuntime {
  readonly version?: string;
  readonly packages?: readonly string[];
}

function runtimeName(chosen: Data): RuntimeName | undefined {
  const name = textAt(chosen, "runtime", "name");
  return name === "docker" || name === "containerd" ? name : undefined;
}

function derivedRuntime(profile: Profile, chosen: Data, written: Data): DerivedRuntime {
  const name = runtimeName(chosen);
  if (name === undefined) return {};
  const version = textAt(written, "runtime", "version") ?? profile.runtimeVersions[name];
  return { packages: runtimePackages[name], ...(version === undefined ? {} : { version }) };
}

function runtimeVersions(profile: Profile, runtime: DerivedRuntime, chosen: Data): Data {
  const name = runtimeName(chosen);
  const { version, packages = [] } = runtime;
  if (name === undefined || version === undefined || version === "*") return {};
  const names = textsAt(chosen, "runtime", "packages") ?? packages;
  const own = names.filter((each) => versioned[name].test(each));
  const pattern = version.endsWith("*") ? version : `${version}*`;
  const pinned = (own.length > 0 ? own : names.slice(0, 1)).map((each) => [each, pattern]);
  const profiles = version === profile.runtimeVersions[name];
  const companions = Object.entries(profiles ? profile.runtimeCompanions : {}).filter(([each]) => names.includes(each));
  return Object.fromEntries([...companions, ...pinned]);
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
