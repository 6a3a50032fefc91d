import { readFile } from "node:fs/promises";
import { processesIn } from "./cgroup.ts";
import { type ExecOptions, type ExecResult, run } from "./command.ts";
import { LabError } from "./lab-error.ts";
import type { HostPaths } from "./paths.ts";

// What a process in a host sees, whatever the environment of the lab's own user.
const hostEnvironment = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  LANG: "C.UTF-8",
  TERM: process.env["TERM"] ?? "dumb",
};

export interface HostProcesses {
  /** systemd-nspawn itself, which outlives neither the lab nor the host, but can be killed alone. */
  readonly supervisor: number | undefined;
  /** The host's process 1. */
  readonly leader: number | undefined;
}

/** Found by what they are and where they are, not by a recorded id that another process may have by now. */
export async function hostProcesses(paths: HostPaths): Promise<HostProcesses> {
  const depth = namespaceIds(await statusOf("self")).length;
  let supervisor: number | undefined;
  let leader: number | undefined;
  for (const pid of await processesIn(paths.cgroup)) {
    const status = await statusOf(String(pid));
    const name = /^Name:\s+(.*)$/m.exec(status)?.[1];
    const ids = namespaceIds(status);
    if (ids.length === depth && name === "systemd-nspawn") supervisor = pid;
    if (ids.length === depth + 1 && ids.at(-1) === 1 && name === "systemd") leader = pid;
    if (supervisor !== undefined && leader !== undefined) break;
  }
  return { supervisor, leader };
}

/** As this machine numbers the process that has this id in the host. */
export async function outerPid(paths: HostPaths, inner: number): Promise<number> {
  const depth = namespaceIds(await statusOf("self")).length + 1;
  for (const pid of await processesIn(paths.cgroup)) {
    const ids = namespaceIds(await statusOf(String(pid)));
    if (ids.length === depth && ids.at(-1) === inner) return pid;
  }
  throw new LabError(`${paths.machine} has no process ${inner}`);
}

export async function execInHost(
  paths: HostPaths,
  entrances: readonly string[],
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const { leader } = await hostProcesses(paths);
  if (leader === undefined) throw new LabError(`${paths.machine} is not running`);
  const shownAs = `${paths.machine}: ${argv.join(" ")}`;
  return await run(enterHost(leader, entrances, argv), { ...options, env: hostEnvironment, shownAs });
}

/** The command that runs `argv` in the namespaces of a host's process 1. */
export function enterHost(leader: number, entrances: readonly string[], argv: readonly string[]): readonly string[] {
  return [...inCgroup(entrances), "nsenter", `--target=${leader}`, "--all", "--", ...argv];
}

export function hostEnv(): NodeJS.ProcessEnv {
  return hostEnvironment;
}

/** A prefix to a command that makes it a member of the lab's cgroup, so that whatever it leaves behind is found. */
export function inCgroup(entrances: readonly string[]): readonly string[] {
  const script = 'for file in $1; do echo 0 2>/dev/null >"$file"; done; shift; exec "$@"';
  return ["sh", "-c", script, "lab", entrances.join(" ")];
}

/** The ids that a process has, from the outermost process namespace that this one sees to its own. */
function namespaceIds(status: string): readonly number[] {
  const ids = /^NSpid:\s+(.*)$/m.exec(status)?.[1];
  return ids === undefined ? [] : ids.split(/\s+/).map(Number);
}

async function statusOf(pid: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
