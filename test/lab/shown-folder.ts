import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { cloneFolder } from "./paths.ts";

export interface ShownFolder {
  /** On this machine, below the clone. */
  readonly folder: string;
  /** The same folder in a host. */
  readonly inHost: string;
}

/** Hosts see the clone and not the cache. What was shown under the name before goes: it was of another recipe. */
export async function showToHosts(name: string, cached: CachedFolder): Promise<ShownFolder> {
  const place = join("dist", `lab-${name}`, cached.key);
  const shown = { folder: join(cloneFolder, place), inHost: `/opt/quorate/${place}` };
  if (await exists(shown.folder)) return shown;
  const above = dirname(shown.folder);
  await mkdir(above, { recursive: true });
  for (const old of await readdir(above)) await rm(join(above, old), { recursive: true, force: true });
  const unfinished = `${shown.folder}.unfinished`;
  const linked = await run(["cp", "--archive", "--link", cached.path, unfinished], { check: false });
  if (linked.code !== 0) {
    await rm(unfinished, { recursive: true, force: true });
    await run(["cp", "--archive", cached.path, unfinished]);
  }
  await rename(unfinished, shown.folder);
  return shown;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
