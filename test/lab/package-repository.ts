import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CachedFolder, cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { machineMirror } from "./debian-mirror.ts";
import { releaseSources } from "./host-image.ts";
import { SUITE } from "./image-recipe.ts";
import { LabError } from "./lab-error.ts";
import { NEWER_SUITE, offeredVersions, poolName, wantedPackages } from "./package-list.ts";
import { signRepository } from "./repository-signature.ts";

const FORMAT = 1;
const DOWNLOAD_TIMEOUT_MS = 300_000;

/** A signed apt repository of all that a host may install, with nothing missing that the image does not have. */
export async function ensurePackageRepository(image: CachedFolder): Promise<CachedFolder> {
  const recipe = { format: FORMAT, image: image.key, wantedPackages };
  return await cachedFolder("packages", recipe, (folder) => buildRepository(folder, image.path));
}

async function buildRepository(folder: string, image: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-apt-"));
  try {
    const mirror = await machineMirror();
    const sources = [...releaseSources(mirror, SUITE), ...releaseSources(mirror, NEWER_SUITE)];
    const apt = await privateApt(work, image, sources);
    await run([...apt, "update"], { timeoutMs: DOWNLOAD_TIMEOUT_MS });
    await download(apt);
    await fillPool(join(work, "cache/archives"), join(folder, "pool"));
    const index = await writeIndex(folder);
    await signRepository(folder);
    await writeFile(join(folder, "versions.json"), `${JSON.stringify(offeredVersions(index), null, 2)}\n`);
    await chmod(folder, 0o755);
    await checkClosure(folder, image);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The apt command with state, sources and preferences of its own, so that this machine's are neither read nor changed. */
async function privateApt(work: string, image: string, sources: readonly string[]): Promise<readonly string[]> {
  await mkdir(join(work, "state/lists/partial"), { recursive: true });
  await mkdir(join(work, "cache/archives/partial"), { recursive: true });
  await copyFile(join(image, "var/lib/dpkg/status"), join(work, "status"));
  await writeFile(join(work, "sources.list"), sources.map((line) => `${line}\n`).join(""));
  await writeFile(join(work, "preferences"), `Package: *\nPin: release n=${NEWER_SUITE}*\nPin-Priority: 100\n`);
  const options = {
    "Dir::Etc::sourcelist": join(work, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferences": join(work, "preferences"),
    "Dir::Etc::preferencesparts": "/dev/null",
    "Dir::State": join(work, "state"),
    "Dir::State::status": join(work, "status"),
    "Dir::Cache": join(work, "cache"),
    "Acquire::Languages": "none",
    "APT::Sandbox::User": "root",
    "APT::Keep-Downloaded-Packages": "true",
  };
  return ["apt-get", "--quiet", ...Object.entries(options).flatMap(([key, value]) => ["--option", `${key}=${value}`])];
}

/** Few calls of apt instead of one for each package; `checkClosure` finds what one of them alone would miss. */
async function download(apt: readonly string[]): Promise<void> {
  const groups = Map.groupBy(wantedPackages, ({ suite, optional }) => `${suite} ${optional === true}`);
  for (const group of groups.values()) {
    const targets = group.map(({ name, suite }) => (suite === NEWER_SUITE ? `${name}/${suite}` : name));
    const options = { timeoutMs: DOWNLOAD_TIMEOUT_MS, check: group.some(({ optional }) => optional !== true) };
    await run([...apt, "install", "--yes", "--no-install-recommends", "--download-only", ...targets], options);
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

async function writeIndex(folder: string): Promise<string> {
  const architecture = (await run(["dpkg", "--print-architecture"])).stdout.trim();
  const place = join("dists/lab/main", `binary-${architecture}`);
  await mkdir(join(folder, place), { recursive: true });
  const index = await run(["apt-ftparchive", "packages", "pool"], { cwd: folder });
  await writeFile(join(folder, place, "Packages"), index.stdout);
  const fields = {
    Suite: "lab",
    Codename: "lab",
    Components: "main",
    Architectures: architecture,
    Origin: "Quorate lab",
  };
  const options = Object.entries(fields).flatMap(([key, value]) => ["-o", `APT::FTPArchive::Release::${key}=${value}`]);
  const release = await run(["apt-ftparchive", ...options, "release", "dists/lab"], { cwd: folder });
  await writeFile(join(folder, "Release.unfinished"), release.stdout);
  await rename(join(folder, "Release.unfinished"), join(folder, "dists/lab/Release"));
  return index.stdout;
}

/** Proves with apt itself, before a host needs it, that every version offered can be installed from here alone. */
async function checkClosure(folder: string, image: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-apt-"));
  try {
    const source = `deb [signed-by=${join(folder, "quorate-lab.asc")}] file://${folder} lab main`;
    const apt = await privateApt(work, image, [source]);
    await run([...apt, "update"]);
    const versions: ReturnType<typeof offeredVersions> = JSON.parse(
      await readFile(join(folder, "versions.json"), "utf8"),
    );
    const required = wantedPackages.filter((wanted) => wanted.optional !== true);
    const absent = required.filter(({ name }) => versions[name] === undefined);
    if (absent.length > 0)
      throw new LabError(`no version of ${absent.map(({ name }) => name).join(", ")} was downloaded`);
    for (const [name, offered] of Object.entries(versions)) {
      for (const version of offered) {
        await run([...apt, "install", "--simulate", "--no-install-recommends", `${name}=${version}`]);
      }
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
