import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { offeredByRepoquery } from "@quorate/shared/package-offers";
import type { RepositorySpec } from "../spec/cluster-spec.ts";
import { chooseVersion, type Wanted } from "./choose-packages.ts";
import type { PackageFile } from "./debs.ts";
import { runProgram } from "./run-program.ts";

/** As `downloadDebs`, with dnf: `--alldeps` is what a host needs that has nothing. */
export async function downloadRpms(
  wanted: readonly Wanted[],
  repositories: readonly RepositorySpec[],
  work: string,
): Promise<readonly string[]> {
  const [folder, sources] = [join(work, "rpms"), join(work, "sources")];
  for (const each of [folder, sources]) await mkdir(each, { recursive: true });
  for (const name of await readdir("/etc/yum.repos.d").catch(() => [])) {
    if (name.endsWith(".repo")) await copyFile(join("/etc/yum.repos.d", name), join(sources, name));
  }
  for (const repository of repositories) await writeSource(repository, sources);
  const options = ["-q", "--disableexcludes=all", `--setopt=reposdir=${sources}`] as const;
  const format = "%{name} %{epoch}:%{version}-%{release}\\n";
  const names = wanted.map(({ name }) => name);
  const query = ["repoquery", "--showduplicates", "--available", "--qf", format, "--", ...names] as const;
  const offered = offeredByRepoquery(await runProgram(["dnf", ...options, ...query]));
  const chosen = wanted.map((each) => chooseVersion(each, offered)).map(({ name, version }) => `${name}-${version}`);
  await runProgram(["dnf", ...options, "download", "--resolve", "--alldeps", "--destdir", folder, "--", ...chosen]);
  return rpmsIn(folder);
}

export async function rpmsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".rpm")).map((name) => join(folder, name));
}

async function writeSource({ id, title, yum }: RepositorySpec, folder: string): Promise<void> {
  if (!yum) return;
  const key = join(folder, `quorate-${id}.asc`);
  await writeFile(key, `${yum.publicKey.trimEnd()}\n`);
  const lines = [`[quorate-${id}]`, `name=${title}`, `baseurl=${yum.baseurl}`, "gpgcheck=1", `gpgkey=file://${key}`];
  await writeFile(join(folder, `quorate-${id}.repo`), `${lines.join("\n")}\n`);
}

export interface RpmRepository {
  readonly packages: readonly PackageFile[];
  /** Of createrepo_c; they belong into repodata beside the packages. */
  readonly index: readonly string[];
}

/** Of packages that lie in one folder with their index; `work` is a folder of the caller's for it. */
export async function rpmRepository(paths: readonly string[], work: string): Promise<RpmRepository> {
  const folder = join(work, "repository");
  await mkdir(folder, { recursive: true });
  const sorted = [...paths].sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
  for (const path of sorted) await copyFile(path, join(folder, basename(path)));
  // The same packages give the same bytes.
  const same = ["--no-database", "--revision", "0", "--set-timestamp-to-revision"] as const;
  await runProgram(["createrepo_c", "-q", ...same, folder]);
  const index = (await readdir(join(folder, "repodata"))).sort().map((name) => join(folder, "repodata", name));
  const format = "%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\n";
  const packages: PackageFile[] = [];
  for (const path of sorted) {
    const said = await runProgram(["rpm", "-qp", "--nosignature", "--qf", format, "--", path]);
    const [name = "", version = ""] = said.trim().split(" ");
    packages.push({ path, name, version });
  }
  return { packages, index };
}
