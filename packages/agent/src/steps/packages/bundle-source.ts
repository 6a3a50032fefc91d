import { bundleDirectory } from "@quorate/shared/step/bundle";
import type { HostFiles } from "../../host/host.ts";

/** Options by which a package manager sees the repository of a bundle and no other; none: the host's own repositories. */
export type SourceOptions = readonly string[];

const placesOf = (bundle: string) => {
  const directory = bundleDirectory(bundle);
  return {
    packages: `${directory}/packages`,
    aptSource: `${directory}/apt/sources.list`,
    aptLists: `${directory}/apt/lists`,
    rpmFolder: `${directory}/rpm`,
  };
};

/** Lists and cache are the bundle's own, so that the host's are afterwards as they were. */
export function aptBundle(bundle: string | undefined): SourceOptions {
  if (bundle === undefined) return [];
  const { aptSource, aptLists } = placesOf(bundle);
  const settings = {
    "Dir::Etc::SourceList": aptSource,
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::State::Lists": aptLists,
    "Dir::Cache::pkgcache": "",
    "Dir::Cache::srcpkgcache": "",
    "Acquire::Languages": "none",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

export function rpmBundle(bundle: string | undefined): SourceOptions {
  return bundle === undefined ? [] : [`--setopt=reposdir=${placesOf(bundle).rpmFolder}`];
}

/**
 * Writes what these options name. Nobody signed the repository: each of its files has the sum that the plan says, and the list in it
 * says the sums of packages once more.
 */
export async function writeBundleSources(files: HostFiles, bundle: string): Promise<void> {
  const { packages, aptSource, aptLists, rpmFolder } = placesOf(bundle);
  await files.makeDirectory(`${aptLists}/partial`);
  await files.write(aptSource, `deb [trusted=yes] file:${packages} ./\n`);
  const lines = [
    "[quorate-bundle]",
    "name=Bundle of the coordinator",
    `baseurl=file://${packages}`,
    "enabled=1",
    "gpgcheck=0",
    // What a bundle has is wanted, whatever stream of a module is enabled on the host.
    "module_hotfixes=1",
    // Bundles follow each other under the same name.
    "metadata_expire=1",
  ];
  await files.write(`${rpmFolder}/quorate-bundle.repo`, `${lines.join("\n")}\n`);
}
