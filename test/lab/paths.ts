import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { exitCodes, LabError } from "./lab-error.ts";

const STATE_ROOT = "/var/lib/quorate-lab";

/** The clone of this repository that the hosts see read-only at /opt/quorate. */
export const cloneFolder = resolve(import.meta.dirname, "../..");

export interface LabPaths {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly settings: string;
  readonly netns: string;
  readonly netnsFile: string;
}

export interface HostPaths {
  readonly folder: string;
  readonly upper: string;
  readonly work: string;
  readonly console: string;
  readonly machine: string;
  readonly cgroup: string;
}

/** The folders below a host's folder that are bound over places where overlay on overlay is refused. */
export const realFolders = { docker: "/var/lib/docker", containerd: "/var/lib/containerd" } as const;

export function parseLabId(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,11}$/.test(text)) return text;
  throw new LabError(`"${text}" is no lab id: 1 to 12 of a-z, 0-9 and, but for the first, "-"`, {
    exitCode: exitCodes.usage,
  });
}

export function labPaths(id: string): LabPaths {
  const name = `quorate-lab-${id}`;
  const state = join(STATE_ROOT, id);
  return { id, name, state, settings: join(state, "settings.json"), netns: name, netnsFile: `/run/netns/${name}` };
}

export function hostPaths(lab: LabPaths, host: string): HostPaths {
  const folder = join(lab.state, host);
  return {
    folder,
    upper: join(folder, "upper"),
    work: join(folder, "work"),
    console: join(folder, "console.log"),
    machine: `${lab.name}-${host}`,
    cgroup: `${lab.name}/${host}`,
  };
}

/** Where processes are counted that the lab runs outside its hosts, or that enter one from outside. */
export function operatorCgroup(lab: LabPaths): string {
  return `${lab.name}/operator`;
}

export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "quorate", "lab");
}
