import { readFileSync } from "node:fs";
import { mkdir, readdir, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { textOf } from "./text-of.ts";
import { waitFor } from "./wait.ts";

const KILL_LIMIT_MS = 60_000;

export interface Hierarchy {
  readonly mount: string;
  readonly unified: boolean;
}

/** The cgroup hierarchies of this machine: one on cgroup v2, one for each controller and systemd's own on v1. */
export function parseHierarchies(mountinfo: string): readonly Hierarchy[] {
  const found = mountinfo.split("\n").flatMap((line) => {
    const [before, after] = line.split(" - ");
    const mount = before?.split(" ")[4];
    const type = after?.split(" ")[0];
    if (mount === undefined || !mount.startsWith("/sys/fs/cgroup")) return [];
    return type === "cgroup" || type === "cgroup2" ? [{ mount, unified: type === "cgroup2" }] : [];
  });
  // systemd's own hierarchy comes first, as the one in which a host's processes are looked for.
  return [...found].sort((a, b) => Number(isSystemd(b)) - Number(isSystemd(a)));
}

/** A subtree of its own in every hierarchy. Without it the hosts' systemds would share one and kill each other's units. */
export async function createCgroup(path: string): Promise<void> {
  for (const hierarchy of hierarchies()) {
    let folder = hierarchy.mount;
    for (const part of path.split("/")) {
      if (hierarchy.unified) await enableControllers(folder);
      folder = join(folder, part);
      await mkdir(folder, { recursive: true });
      if (!hierarchy.unified) await fillCpuset(folder);
    }
  }
}

/** Writing 0 to each of these files moves the writing process into the cgroup. */
export function entranceFiles(path: string): readonly string[] {
  return hierarchies().map(({ mount }) => join(mount, path, "cgroup.procs"));
}

/** The processes below a cgroup, lowest id first. */
export async function processesIn(path: string, scope: "first" | "every" = "first"): Promise<readonly number[]> {
  const all = hierarchies();
  const searched = scope === "first" ? all.slice(0, 1) : all;
  const found = await Promise.all(searched.map(({ mount }) => processesBelow(join(mount, path))));
  return [...new Set(found.flat())].sort((a, b) => a - b);
}

/** Kills everything in a cgroup, and removes it. */
export async function removeCgroup(path: string): Promise<void> {
  const spared = await ownLineage();
  await leaveCgroup(path, spared);
  await waitFor(`the processes in cgroup ${path} to die`, KILL_LIMIT_MS, async () => {
    const alive = (await processesIn(path, "every")).filter((pid) => !spared.has(pid));
    alive.forEach(kill);
    return alive.length === 0 ? true : undefined;
  });
  for (const { mount } of hierarchies()) {
    await waitFor(`cgroup ${join(mount, path)} to be empty`, KILL_LIMIT_MS, () => removeTree(join(mount, path)));
  }
}

export async function cgroupExists(path: string): Promise<boolean> {
  const found = await Promise.all(hierarchies().map(({ mount }) => foldersIn(dirname(join(mount, path)))));
  return found.some((names) => names.includes(path.split("/").at(-1) ?? ""));
}

function hierarchies(): readonly Hierarchy[] {
  return parseHierarchies(readFileSync("/proc/self/mountinfo", "utf8"));
}

function isSystemd(hierarchy: Hierarchy): boolean {
  return hierarchy.mount.endsWith("/systemd");
}

async function processesBelow(folder: string): Promise<number[]> {
  const own = await textOf(join(folder, "cgroup.procs"));
  const below = await Promise.all((await foldersIn(folder)).map((name) => processesBelow(join(folder, name))));
  return [...own.split("\n").map(Number).filter(isKillable), ...below.flat()];
}

// A process of another process namespace is listed as 0, which to kill() means this process's own group.
function isKillable(pid: number): boolean {
  return pid > 1;
}

async function leaveCgroup(path: string, pids: ReadonlySet<number>): Promise<void> {
  for (const pid of await processesIn(path)) {
    const [anchor] = hierarchies();
    if (anchor && pids.has(pid)) await writeFile(join(anchor.mount, "cgroup.procs"), String(pid));
  }
}

async function removeTree(folder: string): Promise<true | undefined> {
  for (const name of await foldersIn(folder)) await removeTree(join(folder, name));
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? true : undefined;
  }
}

// A cpuset takes no process before it has processors and memory of its own.
async function fillCpuset(folder: string): Promise<void> {
  for (const name of ["cpuset.cpus", "cpuset.mems"]) {
    const parents = await textOf(join(dirname(folder), name));
    if (parents.trim() !== "" && (await textOf(join(folder, name))).trim() === "") {
      await writeFile(join(folder, name), parents);
    }
  }
}

// One at a time: a controller that this machine does not have must not keep the others from the hosts.
async function enableControllers(folder: string): Promise<void> {
  for (const name of (await textOf(join(folder, "cgroup.controllers"))).split(/\s+/).filter(Boolean)) {
    await writeFile(join(folder, "cgroup.subtree_control"), `+${name}`).catch(() => undefined);
  }
}

/** This process and those it runs in: a lab that is taken down from inside must not take its own hand off. */
async function ownLineage(): Promise<ReadonlySet<number>> {
  const lineage = new Set<number>();
  let pid = process.pid;
  while (pid > 1 && !lineage.has(pid)) {
    lineage.add(pid);
    pid = Number(/^PPid:\s+(\d+)$/m.exec(await textOf(`/proc/${pid}/status`))?.[1] ?? 0);
  }
  return lineage;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
}
