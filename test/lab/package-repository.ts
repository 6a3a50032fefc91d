import { chmod, copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkClosure, dpkgStatus, publishPool } from "./apt-repository.ts";
import { type CachedFolder, cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { machineMirror } from "./debian-mirror.ts";
import { releaseSources } from "./host-image.ts";
import { SUITE } from "./image-recipe.ts";
import { NEWER_SUITE, poolName, type Wanted, wantedPackages } from "./package-list.ts";
import { privateApt } from "./private-apt.ts";

const FORMAT = 1;
const DOWNLOAD_TIMEOUT_MS = 300_000;

/** A signed apt repository of all that a host may install, with nothing missing that the image does not have. */
export async function ensurePackageRepository(image: CachedFolder): Promise<CachedFolder> {
  const recipe = { format: FORMAT, image: image.key, wantedPackages };
  return await cachedFolder("packages", recipe, (folder) => buildRepository(folder, image.path));
}

/** What hosts of the other family begin with, and the image lacks: dnf with versionlock, rpm, createrepo_c, firewalld. */
export async function ensureDnfRepository(image: CachedFolder): Promise<CachedFolder> {
  const wanted = ["dnf", "rpm", "dnf-plugins-core", "createrepo-c", "firewalld"].map((name) => ({
    name,
    suite: SUITE,
  }));
  const recipe = { format: FORMAT, image: image.key, wanted };
  return await cachedFolder("dnf", recipe, (folder) => buildRepository(folder, image.path, wanted));
}

async function buildRepository(folder: string, image: string, wanted = wantedPackages): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-apt-"));
  try {
    const mirror = await machineMirror();
    const sources = [...releaseSources(mirror, SUITE), ...releaseSources(mirror, NEWER_SUITE)];
    const apt = await privateApt(work, sources, await dpkgStatus(image));
    await run([...apt, "update"], { timeoutMs: DOWNLOAD_TIMEOUT_MS });
    await download(apt, wanted);
    await fillPool(join(work, "cache/archives"), join(folder, "pool"));
    const names = new Set(wanted.map(({ name }) => name));
    await publishPool(folder, names);
    await checkClosure(folder, image, [...names]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Few calls of apt instead of one for each package; `checkClosure` finds what one of them alone would miss. */
async function download(apt: readonly string[], wanted: readonly Wanted[]): Promise<void> {
  for (const [suite, group] of Map.groupBy(wanted, (each) => each.suite)) {
    const targets = group.map(({ name }) => (suite === NEWER_SUITE ? `${name}/${suite}` : name));
    const install = ["install", "--yes", "--no-install-recommends", "--download-only", ...targets];
    await run([...apt, ...install], { timeoutMs: DOWNLOAD_TIMEOUT_MS });
  }
}

async function fillPool(archives: string, pool: string): Promise<void> {
  await mkdir(pool);
  for (const name of await readdir(archives)) {
    if (!name.endsWith(".deb")) continue;
    await copyFile(join(archives, name), join(pool, poolName(name)));
    await chmod(join(pool, poolName(name)), 0o644);
  }
}
