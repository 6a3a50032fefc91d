import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkClosure, publishPool } from "./apt-repository.ts";
import { type CachedFolder, cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { buildPackage } from "./deb-package.ts";
import { type KubernetesFiles, kubernetesPackages } from "./kubernetes-packages.ts";
import { RELEASED } from "./kubernetes-programs.ts";
import { LabError } from "./lab-error.ts";
import { wantedNames } from "./package-list.ts";

interface Sources {
  readonly image: CachedFolder;
  readonly packages: CachedFolder;
  readonly programs: CachedFolder;
  readonly parts: CachedFolder;
}

/** The lab's package repository, and in it kubeadm, kubelet, kubectl and what they depend on. */
export async function ensureKubernetesRepository(from: Sources): Promise<CachedFolder> {
  const architecture = (await run(["dpkg", "--print-architecture"])).stdout.trim();
  const recipe = {
    keys: [from.packages.key, from.programs.key, from.parts.key],
    list: kubernetesPackages({ programs: "", parts: "", plugins: "" }, architecture),
  };
  return await cachedFolder("kubernetes-repository", recipe, async (folder) => {
    const pool = join(folder, "pool");
    await linkPool(join(from.packages.path, "pool"), pool);
    const plugins = await mkdtemp(join(tmpdir(), "quorate-lab-cni-"));
    try {
      await unpackPlugins(pool, plugins);
      const files: KubernetesFiles = {
        programs: from.programs.path,
        parts: from.parts.path,
        plugins: join(plugins, "usr/lib/cni"),
      };
      const packages = kubernetesPackages(files, architecture);
      for (const each of packages) await buildPackage(each, pool, RELEASED);
      const names = packages.map(({ name }) => name);
      await publishPool(folder, new Set([...wantedNames, ...names]));
      await checkClosure(folder, from.image.path, names);
    } finally {
      await rm(plugins, { recursive: true, force: true });
    }
  });
}

/** The same files under a second name: nobody writes to a finished pool. */
async function linkPool(from: string, pool: string): Promise<void> {
  await mkdir(pool);
  await run(["cp", "--link", "--recursive", `${from}/.`, pool]);
}

async function unpackPlugins(pool: string, folder: string): Promise<void> {
  const found = (await readdir(pool)).find((name) => name.startsWith("containernetworking-plugins_"));
  if (found === undefined) throw new LabError("no containernetworking-plugins in the package repository");
  await run(["dpkg-deb", "--extract", join(pool, found), folder]);
}
