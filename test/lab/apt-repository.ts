import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";
import { LabError } from "./lab-error.ts";
import { offeredVersions } from "./package-list.ts";
import { privateApt } from "./private-apt.ts";
import { signRepository } from "./repository-signature.ts";

/** Makes a signed apt repository of a folder's `pool`, with what it has of the named packages in `versions.json`. */
export async function publishPool(folder: string, names: ReadonlySet<string>): Promise<void> {
  const index = await writeIndex(folder);
  await signRepository(folder);
  await writeFile(join(folder, "versions.json"), `${JSON.stringify(offeredVersions(index, names), null, 2)}\n`);
  await chmod(folder, 0o755);
}

/** Proves with apt itself, before a host needs it, that every version offered can be installed from here alone. */
export async function checkClosure(folder: string, image: string, required: readonly string[]): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-apt-"));
  try {
    const source = `deb [signed-by=${join(folder, "quorate-lab.asc")}] file://${folder} lab main`;
    const apt = await privateApt(work, [source], await dpkgStatus(image));
    await run([...apt, "update"]);
    const versions: ReturnType<typeof offeredVersions> = JSON.parse(
      await readFile(join(folder, "versions.json"), "utf8"),
    );
    const absent = required.filter((name) => versions[name] === undefined);
    if (absent.length > 0) throw new LabError(`no version of ${absent.join(", ")} is in the package repository`);
    for (const name of required) {
      for (const version of versions[name] ?? []) {
        await run([...apt, "install", "--simulate", "--no-install-recommends", `${name}=${version}`]);
      }
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What the host image has installed already, as dpkg tells it. */
export async function dpkgStatus(image: string): Promise<string> {
  return await readFile(join(image, "var/lib/dpkg/status"), "utf8");
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
