import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createCgroup, entranceFiles, removeCgroup } from "./cgroup.ts";
import { systemEnvironment } from "./command.ts";
import type { HostName } from "./host-names.ts";
import { execInHost, hostProcesses } from "./host-process.ts";
import { type EtcdLine, prepareRoot } from "./host-root.ts";
import { IMAGES_IN_HOST } from "./kubernetes-images.ts";
import { LabError } from "./lab-error.ts";
import { attachPort, removePort } from "./network.ts";
import { cloneFolder, type HostPaths, type LabPaths, realFolders } from "./paths.ts";
import { waitFor } from "./wait.ts";

export interface BootPlan {
  readonly lab: LabPaths;
  readonly host: HostName;
  readonly paths: HostPaths;
  readonly image: string;
  readonly packages: string;
  readonly etcd: EtcdLine;
  readonly images?: string;
}

const READY_LIMIT_MS = 180_000;

// The mounts are made in a mount namespace of the host's own and vanish with its last process, however that ended.
// So do the lock files of a killed systemd-nspawn, thanks to the tmpfs.
const script = `set -e
lower=$1 folder=$2 netns=$3 entrances=$4; shift 4
for file in $entrances; do echo 0 > "$file"; done
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
mount --bind "$lower" "$folder/lower"
mount -t overlay overlay -o "lowerdir=$folder/lower,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
exec nsenter --net="$netns" systemd-nspawn --directory="$folder/root" "$@"
`;

/** Boots a host with whatever its layer holds, and returns when it is up. */
export async function bootHost(plan: BootPlan): Promise<void> {
  const { lab, host, paths } = plan;
  await removePort(lab, host.name);
  await removeCgroup(paths.cgroup);
  await createCgroup(paths.cgroup);
  await prepareRoot(paths, host, plan.etcd);
  await startNspawn(plan);
  try {
    await attachPort(lab, host.name);
    await waitUntilReady(paths, host);
  } catch (cause) {
    const said = (await readFile(paths.console, "utf8")).trim().split("\n").slice(-15).join("\n");
    throw new LabError(`${host.name} did not boot: ${messageOf(cause)}\nits console says:\n${said}`, { cause });
  }
}

/** Pulls the plug: every process of the host is killed at once. */
export async function stopHost(lab: LabPaths, host: HostName, paths: HostPaths): Promise<void> {
  await removeCgroup(paths.cgroup);
  await removePort(lab, host.name);
}

async function startNspawn(plan: BootPlan): Promise<void> {
  const { lab, paths } = plan;
  const entrances = entranceFiles(paths.cgroup).join(" ");
  const launch = ["sh", "-c", script, "lab-host", plan.image, paths.folder, lab.netnsFile, entrances];
  const console = await open(paths.console, "w");
  try {
    const child = spawn("unshare", ["--mount", "--propagation", "private", ...launch, ...nspawnOptions(plan)], {
      detached: true,
      env: systemEnvironment,
      stdio: ["ignore", console.fd, console.fd],
    });
    child.on("error", () => undefined);
    child.unref();
  } finally {
    await console.close();
  }
}

function nspawnOptions({ host, paths, packages, images }: BootPlan): readonly string[] {
  const folders = Object.entries(realFolders).map(([name, place]) => bind("--bind", join(paths.folder, name), place));
  return [
    ...["--quiet", "--boot", "--keep-unit", "--register=no", `--machine=${paths.machine}`],
    ...["--resolv-conf=off", "--timezone=off", "--link-journal=no", `--hostname=${host.name}`],
    `--network-veth-extra=${host.name}:host0`,
    ...["--capability=all", "--system-call-filter=@keyring bpf @mount @raw-io", "--bind=/dev/kmsg"],
    ...folders,
    bind("--bind-ro", cloneFolder, "/opt/quorate"),
    bind("--bind-ro", packages, "/opt/lab/packages"),
    ...(images === undefined ? [] : [bind("--bind-ro", images, IMAGES_IN_HOST)]),
  ];
}

function bind(option: string, source: string, place: string): string {
  return `${option}=${source.replaceAll(":", "\\:")}:${place}`;
}

async function waitUntilReady(paths: HostPaths, host: HostName): Promise<void> {
  await waitFor(`systemd of ${host.name} to start`, READY_LIMIT_MS, async () => (await hostProcesses(paths)).leader);
  let state = "not answering";
  await waitFor(`systemd of ${host.name} to be running`, READY_LIMIT_MS, async () => {
    state = await systemState(paths).catch(messageOf);
    return isUp(state) ? true : undefined;
  });
  await waitFor(`${host.name} to have its address`, READY_LIMIT_MS, async () =>
    (await hasAddress(paths, host)) ? true : undefined,
  );
}

/** A unit that failed makes a host "degraded", which is the product's business and no reason to boot it anew. */
export function isUp(state: string): boolean {
  return state === "running" || state === "degraded";
}

export async function systemState(paths: HostPaths): Promise<string> {
  const shown = await execInHost(paths, [], ["systemctl", "is-system-running"], { check: false, timeoutMs: 30_000 });
  return shown.stdout.trim() || "not answering";
}

export async function hasAddress(paths: HostPaths, host: HostName): Promise<boolean> {
  const shown = await execInHost(paths, [], ["ip", "-oneline", "-4", "addr", "show", "dev", "host0"], { check: false });
  return shown.stdout.includes(` ${host.address}/`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
