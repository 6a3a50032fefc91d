import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NEWER_SUITE } from "./package-list.ts";

/** The apt command with state, sources and preferences of its own, so that this machine's are neither read nor changed. */
export async function privateApt(
  work: string,
  sources: readonly string[],
  dpkgStatus: string,
): Promise<readonly string[]> {
  await mkdir(join(work, "state/lists/partial"), { recursive: true });
  await mkdir(join(work, "cache/archives/partial"), { recursive: true });
  await writeFile(join(work, "status"), dpkgStatus);
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
