import { createHash } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { cacheFolder } from "./paths.ts";

export interface CachedFolder {
  readonly path: string;
  readonly key: string;
  readonly built: boolean;
}

const BUILD_LIMIT_MS = 900_000;

/** A folder built once for its recipe: under a temporary name, then renamed, so that a half-built one is never used. */
export async function cachedFolder(
  name: string,
  recipe: unknown,
  build: (folder: string) => Promise<void>,
): Promise<CachedFolder> {
  const key = recipeKey(recipe);
  const path = join(cacheFolder(), `${name}-${key}`);
  return await withLock(`quorate-lab-cache-${name}`, BUILD_LIMIT_MS, async () => {
    if (await exists(path)) return { path, key, built: false };
    const unfinished = `${path}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await build(unfinished);
    await rename(unfinished, path);
    return { path, key, built: true };
  });
}

export function recipeKey(recipe: unknown): string {
  return createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
