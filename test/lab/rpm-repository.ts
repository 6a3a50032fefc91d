import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureTools as ensurePackagingTools } from "../../deploy/packaging/tools.ts";
import { type CachedFolder, cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import type { OwnPackages } from "./own-packages.ts";
import { type ShownFolder, showToHosts } from "./shown-folder.ts";

const FORMAT = 1;
const BUILD_TIMEOUT_MS = 120_000;

/** What a host has of Debian, said in rpm's words: the rpm database of a Debian host is empty. */
const provided = [
  ...["/bin/sh", "systemd", "libc.so.6()(64bit)", "libc.so.6(GLIBC_2.28)(64bit)", "libdl.so.2()(64bit)"],
  ...["libm.so.6()(64bit)", "libpthread.so.0()(64bit)", "libgcc_s.so.1()(64bit)", "libstdc++.so.6()(64bit)"],
  "libstdc++.so.6(GLIBCXX_3.4.21)(64bit)",
];

/** Quorate's rpms in a repository that dnf reads, as createrepo_c makes it. */
export async function ensureRpmRepository(own: OwnPackages): Promise<ShownFolder> {
  const recipe = { format: FORMAT, own: own.inHost, provided };
  return await showToHosts("rpms", await rpmRepository(own, recipe));
}

async function rpmRepository(own: OwnPackages, recipe: unknown): Promise<CachedFolder> {
  return await cachedFolder("rpms", recipe, async (folder) => {
    ensurePackagingTools({ createrepo_c: "createrepo-c", rpmbuild: "rpm" });
    const pool = join(own.folder, "pool");
    const rpms = (await readdir(pool)).filter((name) => name.endsWith(".rpm"));
    await run(["cp", ...rpms.map((name) => join(pool, name)), folder]);
    await buildBase(folder);
    await run(["createrepo_c", "--quiet", folder], { timeoutMs: BUILD_TIMEOUT_MS });
  });
}

async function buildBase(folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-rpm-"));
  try {
    const spec = ["Name: lab-base", "Version: 1", "Release: 1", "Summary: What the image has", "License: none"];
    const lines = [
      ...spec,
      "BuildArch: noarch",
      ...provided.map((name) => `Provides: ${name}`),
      "%description",
      "x",
      "%files",
    ];
    await writeFile(join(work, "lab-base.spec"), `${lines.join("\n")}\n`);
    const places = [
      "--define",
      `_topdir ${work}`,
      "--define",
      `_rpmdir ${folder}`,
      "--define",
      "_build_name_fmt %%{NAME}.rpm",
    ];
    await run(["rpmbuild", "-bb", "--quiet", ...places, join(work, "lab-base.spec")], { timeoutMs: BUILD_TIMEOUT_MS });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
