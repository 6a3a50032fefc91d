import { createHash } from "node:crypto";
import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { cacheFolder } from "./paths.ts";

export interface CachedFolder {
  readonly path: string;
  readonly key: string;
  readonly built: boolean;
}

const BUILD_LIMIT_MS = 900_000;
const UNFINISHED = ".unfinished";

/** A folder built once for its recipe: under a temporary name, then renamed, so that a half-built one is never used. */
export async function cachedFolder(
  name: string,
  recipe: unknown,
  build: (folder: string) => Promise<void>,
  limitMs = BUILD_LIMIT_MS,
): Promise<CachedFolder> {
  const key = recipeKey(recipe);
  const path = join(cacheFolder(), `${name}-${key}`);
  return await withLock(`quorate-lab-cache-${recipeKey(cacheFolder())}-${name}`, limitMs, async () => {
    await removeUnfinished(name);
    if (await exists(path)) return { path, key, built: false };
    const unfinished = `${path}${UNFINISHED}`;
    await mkdir(unfinished, { recursive: true });
    await build(unfinished);
    await rename(unfinished, path);
    return { path, key, built: true };
  });
}

export function recipeKey(recipe: unknown): string {
  return createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 16);
}

/** What a build that failed or was interrupted left, for whatever recipe: under the lock nobody can be at it. */
async function removeUnfinished(name: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  const left = (await readdir(cacheFolder())).filter(
    (each) => each.startsWith(`${name}-`) && each.endsWith(UNFINISHED),
  );
  for (const each of left) await rm(join(cacheFolder(), each), { recursive: true, force: true });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
