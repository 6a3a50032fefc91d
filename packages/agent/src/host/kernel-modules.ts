import type { HostFiles } from "./host.ts";

type Files = Pick<HostFiles, "read" | "list" | "status">;
export type ModuleState = "loaded" | "built-in" | "absent";

/** What shows that a module's work is in the kernel, when there is no list of modules (containers, kernels without modules). */
const tracks: Readonly<Record<string, readonly string[]>> = {
  br_netfilter: ["/proc/sys/net/bridge/bridge-nf-call-iptables"],
  nf_conntrack: ["/proc/sys/net/netfilter/nf_conntrack_max"],
  nf_conntrack_ipv4: ["/proc/sys/net/netfilter/nf_conntrack_max"],
  ip_vs: ["/proc/net/ip_vs"],
  ip_tables: ["/proc/net/ip_tables_names"],
  ip6_tables: ["/proc/net/ip6_tables_names"],
};

/** File systems show themselves in /proc/filesystems. */
const fileSystems: Readonly<Record<string, string>> = { overlay: "overlay" };

/** State of each module by name; a name may be written with "-" or "_". */
export async function moduleStates(files: Files, names: readonly string[]): Promise<ReadonlyMap<string, ModuleState>> {
  const [loaded, builtIn, known] = await Promise.all([
    loadedModules(files),
    builtInModules(files),
    files.read("/proc/filesystems"),
  ]);
  const stateOf = async (name: string): Promise<ModuleState> => {
    const plain = name.replaceAll("-", "_");
    if (loaded.has(plain)) return "loaded";
    if (builtIn.has(plain)) return "built-in";
    return (await leavesTracks(files, plain, known ?? "")) ? "built-in" : "absent";
  };
  return new Map(await Promise.all(names.map(async (name) => [name, await stateOf(name)] as const)));
}

async function leavesTracks(files: Files, name: string, knownFileSystems: string): Promise<boolean> {
  const fileSystem = fileSystems[name];
  if (fileSystem !== undefined && new RegExp(`\\t${fileSystem}$`, "m").test(knownFileSystems)) return true;
  for (const path of [`/sys/module/${name}`, ...(tracks[name] ?? [])]) {
    if (await files.status(path)) return true;
  }
  return false;
}

async function loadedModules(files: Files): Promise<ReadonlySet<string>> {
  const text = (await files.read("/proc/modules")) ?? "";
  return new Set(text.split("\n").map((row) => row.split(" ", 1)[0] ?? ""));
}

/** Lines like kernel/net/bridge/br_netfilter.ko, some with .xz or .zst behind. */
async function builtInModules(files: Files): Promise<ReadonlySet<string>> {
  const release = (await files.read("/proc/sys/kernel/osrelease"))?.trim();
  const text = (await files.read(`/lib/modules/${release}/modules.builtin`)) ?? "";
  const names = text.split("\n").map((row) => /([^/]+)\.ko(?:\.\w+)?$/.exec(row)?.[1] ?? "");
  return new Set(names.map((name) => name.replaceAll("-", "_")));
}
