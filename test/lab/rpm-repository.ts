import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ensureTools as ensurePackagingTools } from "../../deploy/packaging/tools.ts";
import { type CachedFolder, cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { ensureMaterials } from "./materials.ts";
import type { OwnPackages } from "./own-packages.ts";
import { signRpms } from "./repository-signature.ts";
import { buildRpm } from "./rpm-build.ts";
import { repackage } from "./rpm-from-deb.ts";
import { type ShownFolder, showToHosts } from "./shown-folder.ts";

const FORMAT = 5;
const DISTRIBUTION_FORMAT = 3;
const BUILD_TIMEOUT_MS = 120_000;

/** What a host has of Debian, said in rpm's words: the rpm database of a Debian host is empty. */
const provided = [
  ...[
    "system-release = 9",
    "/bin/sh",
    "/usr/bin/sh",
    "systemd",
    "libc.so.6()(64bit)",
    "glibc = 2.36",
    "libdl.so.2()(64bit)",
  ],
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

/** And a package that is not installed until /run/lab-go is there, or ten minutes are over: from /run/lab-slow on the lock is held. */
async function buildBase(folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-rpm-"));
  const named = (name: string, summary: string) =>
    [`Name: ${name}`, "Version: 1", "Release: 1", `Summary: ${summary}`, "License: none", "BuildArch: noarch"].join(
      "\n",
    );
  const provides = provided.map((name) => `Provides: ${name}`);
  const wait = ": >/run/lab-slow; n=0; while [ ! -e /run/lab-go ] && [ $n -lt 600 ]; do n=$((n + 1)); sleep 1; done";
  const rest = ["%description", "x", "%files", ""];
  try {
    await buildRpm([named("lab-base", "What the image has"), ...provides, ...rest].join("\n"), work, folder);
    await buildRpm([named("lab-slow", "Waits for /run/lab-go"), ...rest, "%post", wait, ""].join("\n"), work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** All that a host may install of Debian and Kubernetes, as signed rpms with `RPM-GPG-KEY-lab` beside them. */
export async function ensureDistributionRpms(): Promise<ShownFolder> {
  const { image, packages } = await ensureMaterials(true, () => undefined);
  const recipe = { format: DISTRIBUTION_FORMAT, image: basename(image), packages: basename(packages) };
  const cached = await cachedFolder("distribution-rpms", recipe, async (folder) => {
    ensurePackagingTools({ createrepo_c: "createrepo-c", rpmbuild: "rpm" });
    const pool = join(packages, "pool");
    const debs = (await readdir(pool)).filter((name) => name.endsWith(".deb"));
    const names = new Set(debs.map((name) => name.replace(/_.*/, "")));
    for (const deb of debs) await repackage(join(pool, deb), { names, image, folder });
    await signRpms(
      (await readdir(folder)).map((name) => join(folder, name)),
      join(folder, "RPM-GPG-KEY-lab"),
    );
    await run(["createrepo_c", "--quiet", folder], { timeoutMs: BUILD_TIMEOUT_MS });
    await chmod(folder, 0o755);
  });
  return await showToHosts("distribution-rpms", cached);
}
