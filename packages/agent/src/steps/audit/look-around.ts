import type { Host } from "../../host/host.ts";
import { type UnitState, unitStates } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { keyFolders } from "./certificates.ts";
import { etcdConfig, etcdUnitFiles, namedPaths } from "./etcd-environment.ts";
import { kubeletFiles } from "./packages.ts";
import type { Seen, SeenFile } from "./seen.ts";
import { firewallUnits } from "./system.ts";

const files: readonly string[] = [
  "/etc/hosts",
  "/etc/fstab",
  "/etc/selinux/config",
  "/etc/security/limits.d/kubernetes.conf",
  "/etc/sysctl.conf",
  "/etc/sysconfig/modules/ipvs.modules",
  "/etc/docker/daemon.json",
  "/etc/haproxy/haproxy.cfg",
  "/etc/keepalived",
  "/root/.bashrc",
  ...kubeletFiles,
  ...etcdUnitFiles,
  etcdConfig,
];

/** Of these folders, what has such a name. */
const folders: readonly (readonly [folder: string, name: RegExp])[] = [
  ["/etc/sysctl.d", /\.conf$/],
  ["/etc/modules-load.d", /\.conf$/],
  ["/etc/yum.repos.d", /\.repo$/],
  ["/etc/keepalived", /\.(?:sh|conf)$/],
  ["/etc/kubernetes/manifests", /\.ya?ml$/],
  // The post runs kubeadm wherever its reader happens to be.
  ["/root", /^kubeadm.*\.(?:log|ya?ml)$/],
  ["/", /^kubeadm.*\.(?:log|ya?ml)$/],
  ...keyFolders.map((folder) => [folder, /\.(?:crt|key|pem)$/] as const),
];

/** A file beyond this is none of those that the rules know. */
const maxBytes = 1_048_576;

/** Reads what the rules judge; what cannot be read is as if it were not there. Starts one program: systemctl. */
export async function lookAround({ host, clock, signal }: StepContext): Promise<Seen> {
  const found = await Promise.all(folders.map(([folder, name]) => inFolder(host, folder, name)));
  const read = await readAll(host, [...files, ...found.flat()]);
  const named = [etcdConfig, ...etcdUnitFiles].flatMap((path) => namedPaths(read.get(path)?.text));
  // A data directory's `member` says that etcd has run there.
  const more = await readAll(host, [...named, ...named.map((path) => `${path}/member`)]);
  return {
    files: new Map([...read, ...more]),
    units: await units(host, signal),
    interfaces: [...new Set(host.network.addresses().map((entry) => entry.interface))],
    kernel: ((await host.files.read("/proc/sys/kernel/osrelease")) ?? "").trim(),
    nowMs: clock.wallMs(),
  };
}

async function inFolder(host: Host, folder: string, name: RegExp): Promise<readonly string[]> {
  const names = await orNothing(() => host.files.list(folder));
  return (names ?? []).filter((each) => name.test(each)).map((each) => `${folder === "/" ? "" : folder}/${each}`);
}

async function readAll(host: Host, paths: readonly string[]): Promise<ReadonlyMap<string, SeenFile>> {
  const seen = await Promise.all([...new Set(paths)].map(async (path) => [path, await readOne(host, path)] as const));
  return new Map(seen.flatMap(([path, file]) => (file ? [[path, file] as const] : [])));
}

async function readOne({ files }: Host, path: string): Promise<SeenFile | undefined> {
  const status = await orNothing(() => files.status(path));
  if (!status) return undefined;
  const { kind, mode, size } = status;
  const small = (kind === "file" || kind === "link") && size <= maxBytes;
  const text = small ? await orNothing(() => files.read(path)) : undefined;
  return { kind, mode, ...(text === undefined ? {} : { text }) };
}

async function units(host: Host, signal: AbortSignal): Promise<readonly UnitState[]> {
  return (await orNothing(() => unitStates(host, firewallUnits, { signal }))) ?? [];
}

async function orNothing<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch {
    return undefined;
  }
}
