import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { offeredByPolicy } from "@quorate/shared/package-offers";
import type { RepositorySpec } from "../spec/cluster-spec.ts";
import { chooseVersion, type Wanted } from "./choose-packages.ts";
import { runProgram } from "./run-program.ts";

/** A distribution package on this machine. */
export interface PackageFile {
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Downloads these packages and all that they need on a host that has nothing: with lists and a package state of its own, so this
 * machine's are neither read nor changed. Sources, keys and pins are this machine's, and the spec's repositories beside them.
 */
export async function downloadDebs(
  wanted: readonly Wanted[],
  repositories: readonly RepositorySpec[],
  work: string,
): Promise<readonly string[]> {
  const options = await privateOptions(repositories, work);
  await runProgram(["apt-get", "update", "-q", ...options]);
  const names = wanted.map(({ name }) => name);
  const offered = offeredByPolicy(await runProgram(["apt-cache", "policy", ...options, "--", ...names]));
  const chosen = wanted.map((each) => chooseVersion(each, offered)).map(({ name, version }) => `${name}=${version}`);
  const install = ["install", "-y", "-q", "--no-install-recommends", "--download-only", ...options] as const;
  await runProgram(["apt-get", ...install, "--", ...chosen]);
  const archives = join(work, "cache/archives");
  return Promise.all((await debsIn(archives)).map((path) => withoutEpoch(path)));
}

export async function debsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".deb")).map((name) => join(folder, name));
}

async function privateOptions(repositories: readonly RepositorySpec[], work: string): Promise<readonly string[]> {
  // apt downloads as a user of its own.
  await chmod(work, 0o755);
  for (const folder of ["sources", "state/lists/partial", "cache/archives/partial"]) {
    await mkdir(join(work, folder), { recursive: true });
  }
  await writeFile(join(work, "status"), "");
  await copySources(work);
  for (const repository of repositories) await writeSource(repository, join(work, "sources"));
  const settings = {
    "Dir::Etc::SourceList": join(work, "sources.list"),
    "Dir::Etc::SourceParts": join(work, "sources"),
    "Dir::State": join(work, "state"),
    "Dir::State::Status": join(work, "status"),
    "Dir::Cache": join(work, "cache"),
    "Acquire::Languages": "none",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** This machine's sources, beside which the spec's go. */
async function copySources(work: string): Promise<void> {
  const shown = await runProgram([
    "apt-config",
    "shell",
    "L",
    "Dir::Etc::SourceList/f",
    "P",
    "Dir::Etc::SourceParts/d",
  ]);
  const [list = "", parts = ""] = ["L", "P"].map((name) => new RegExp(`^${name}='(.*)'$`, "m").exec(shown)?.[1]);
  await writeFile(join(work, "sources.list"), downloadable(await readFile(list, "utf8").catch(() => "")));
  const names = (await readdir(parts).catch(() => [])).filter((name) => /\.(?:list|sources)$/.test(name));
  for (const name of names) {
    await writeFile(join(work, "sources", name), downloadable(await readFile(join(parts, name), "utf8")));
  }
}

/** Packages of a file: repository apt would install from where they are, and never download. */
function downloadable(sources: string): string {
  return sources.replace(/(^|[\s"])file:\//gm, "$1copy:/");
}

async function writeSource({ id, apt }: RepositorySpec, folder: string): Promise<void> {
  if (!apt) return;
  const key = join(folder, `quorate-${id}.asc`);
  await writeFile(key, `${apt.publicKey.trimEnd()}\n`);
  const lines = [
    "Types: deb",
    `URIs: ${downloadable(apt.uris.join(" "))}`,
    `Suites: ${apt.suites.join(" ")}`,
    ...(apt.components.length > 0 ? [`Components: ${apt.components.join(" ")}`] : []),
    `Signed-By: ${key}`,
  ];
  await writeFile(join(folder, `quorate-${id}.sources`), `${lines.join("\n")}\n`);
}

/** In the name that apt gives a file the epoch is escaped; no reader unescapes it alike. */
async function withoutEpoch(path: string): Promise<string> {
  const plain = path.replace(/_\d+%3a/i, "_");
  if (plain !== path) await rename(path, plain);
  return plain;
}

export interface DebRepository {
  readonly packages: readonly PackageFile[];
  /** `Packages`: what apt reads. */
  readonly index: string;
}

/** Of packages that lie in one folder with their index. */
export async function debRepository(paths: readonly string[]): Promise<DebRepository> {
  const sorted = [...paths].sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
  const stanzas: string[] = [];
  const packages: PackageFile[] = [];
  for (const path of sorted) {
    const control = (await runProgram(["dpkg-deb", "--field", path])).trimEnd();
    const contents = await readFile(path);
    const sha256 = createHash("sha256").update(contents).digest("hex");
    stanzas.push(`${control}\nFilename: ./${basename(path)}\nSize: ${contents.length}\nSHA256: ${sha256}\n`);
    packages.push({ path, name: fieldOf(control, "Package"), version: fieldOf(control, "Version") });
  }
  return { packages, index: stanzas.join("\n") };
}

function fieldOf(control: string, name: string): string {
  return new RegExp(`^${name}: *(.*)$`, "m").exec(control)?.[1]?.trim() ?? "";
}
