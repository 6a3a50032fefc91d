import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type CachedFolder, cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { type DebianMirror, machineMirror } from "./debian-mirror.ts";
import { type ImageRecipe, imageRecipe } from "./image-recipe.ts";
import { holdsCapability } from "./tools.ts";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const CAP_SYS_RESOURCE = 24;
const BOOTSTRAP_TIMEOUT_MS = 600_000;

/** The root that all hosts share as the read-only layer below their own. */
export async function ensureHostImage(): Promise<CachedFolder> {
  const { stdout } = await run(["dpkg", "--print-architecture"]);
  const recipe = imageRecipe({
    architecture: stdout.trim(),
    holdsSysResource: await holdsCapability(CAP_SYS_RESOURCE),
  });
  return await cachedFolder("image", recipe, (folder) => buildImage(folder, recipe));
}

/** The source lines of a Debian release, security and updates included. */
export function releaseSources(mirror: DebianMirror, suite: string): readonly string[] {
  const line = (uri: string, name: string) => `deb [signed-by=${KEYRING}] ${uri} ${name} main`;
  return [line(mirror.main, suite), line(mirror.main, `${suite}-updates`), line(mirror.security, `${suite}-security`)];
}

async function buildImage(root: string, recipe: ImageRecipe): Promise<void> {
  const sources = releaseSources(await machineMirror(), recipe.suite);
  const dpkgOptions = recipe.dpkgOptions.map((option) => `--dpkgopt=${option}`);
  const include = `--include=${recipe.packages.join(",")}`;
  await run(
    ["mmdebstrap", "--mode=root", "--variant=minbase", include, ...dpkgOptions, recipe.suite, root, ...sources],
    { timeoutMs: BOOTSTRAP_TIMEOUT_MS },
  );
  for (const path of [...recipe.remove, ...recipe.empty]) await rm(join(root, path), { recursive: true, force: true });
  for (const path of recipe.empty) await mkdir(join(root, path));
  for (const [path, file] of Object.entries(recipe.files)) await writeImageFile(join(root, path), file.text, file.mode);
  await setUnits(root, recipe);
  for (const [path, aside] of Object.entries(recipe.divert)) {
    await run(["chroot", root, "dpkg-divert", "--local", "--no-rename", "--divert", aside, "--add", path]);
  }
}

async function writeImageFile(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // A link of the package's own would lead the write to a file of this machine.
  await rm(path, { force: true });
  await writeFile(path, text);
  await chmod(path, mode);
}

async function setUnits(root: string, recipe: ImageRecipe): Promise<void> {
  await run(["systemctl", `--root=${root}`, "--quiet", "enable", ...recipe.enable]);
  await run(["systemctl", `--root=${root}`, "--quiet", "disable", ...recipe.disable]);
  await run(["systemctl", `--root=${root}`, "--quiet", "mask", ...recipe.mask]);
  const wants = join(root, "etc/systemd/system/sysinit.target.wants");
  await mkdir(wants, { recursive: true });
  await symlink("../lab-writable.service", join(wants, "lab-writable.service"));
}
