import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LabHost } from "../../lab/lab-host.ts";

export interface HostFile {
  readonly path: string;
  readonly owner: string;
}

/** What a host has at these paths, with its modes, below `folder`: what a playbook copies is then what is there already. */
export async function fetchFiles(
  host: LabHost,
  paths: readonly string[],
  folder: string,
): Promise<readonly HostFile[]> {
  return await Promise.all(paths.map((path) => fetchFile(host, path, folder)));
}

async function fetchFile(host: LabHost, path: string, folder: string): Promise<HostFile> {
  const copy = join(folder, path);
  const { stdout } = await host.exec(["stat", "--format=%U %a", path]);
  const [owner = "root", mode = "644"] = stdout.trim().split(" ");
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, await host.readFile(path));
  chmodSync(copy, Number.parseInt(mode, 8));
  return { path, owner };
}
