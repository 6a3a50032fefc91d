import { readFile, rename, writeFile } from "node:fs/promises";
import type { EtcdLine } from "./host-root.ts";
import { LabError } from "./lab-error.ts";
import type { LabPaths } from "./paths.ts";

/** What a lab was brought up with, so that a later reset or boot does the same. */
export interface LabSettings {
  readonly image: string;
  readonly packages: string;
  readonly etcd: EtcdLine;
  /** The folder of Kubernetes' images; none in a lab that was brought up without Kubernetes. */
  readonly images?: string;
  /** How many workers it has; none when not given. */
  readonly workers?: number;
}

export async function readSettings(lab: LabPaths): Promise<LabSettings | undefined> {
  try {
    return JSON.parse(await readFile(lab.settings, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export async function requireSettings(lab: LabPaths): Promise<LabSettings> {
  const settings = await readSettings(lab);
  if (settings === undefined) throw new LabError(`lab ${lab.id} is not up; run: npm run lab -- up`);
  return settings;
}

export async function writeSettings(lab: LabPaths, settings: LabSettings): Promise<void> {
  await writeFile(`${lab.settings}.unfinished`, `${JSON.stringify(settings, null, 2)}\n`);
  await rename(`${lab.settings}.unfinished`, lab.settings);
}
