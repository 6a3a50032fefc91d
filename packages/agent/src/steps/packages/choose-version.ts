import { AppError } from "@quorate/shared/errors";
import { fitsVersion, isExact } from "@quorate/shared/package-version";
import type { ChosenPackage, InstalledPackage, PackageBackend, WantedPackage } from "./backend.ts";

/** Is the package there, whole, in a version that the spec takes. */
export function isSatisfied(wanted: WantedPackage, installed: InstalledPackage | undefined): boolean {
  return installed?.complete === true && fitsVersion(installed.version, wanted.version);
}

/**
 * The exact version of each package that is missing or does not fit. Repositories are read anew once when they do not offer
 * it. Rejects PACKAGE_UNAVAILABLE with what they do offer, and when only an exact version in the spec could mean to go back.
 */
export async function chooseVersions(
  backend: PackageBackend,
  missing: readonly WantedPackage[],
  installed: readonly InstalledPackage[],
): Promise<readonly ChosenPackage[]> {
  const names = missing.map(({ name }) => name);
  let offered = await backend.offered(names);
  if (missing.some((wanted) => bestOf(wanted, offered) === undefined)) {
    await backend.refresh();
    offered = await backend.offered(names);
  }
  return Promise.all(
    missing.map(async (wanted) => {
      const version = bestOf(wanted, offered) ?? unavailable(wanted, offered);
      const present = installed.find(({ name }) => name === wanted.name);
      const downgrade = present !== undefined && (await backend.isOlder(version, present.version));
      if (downgrade && !isExact(wanted.version)) throw wouldGoBack(wanted, version, present.version);
      return { wanted, version, downgrade };
    }),
  );
}

function bestOf(wanted: WantedPackage, offered: ReadonlyMap<string, readonly string[]>): string | undefined {
  return offered.get(wanted.name)?.find((version) => fitsVersion(version, wanted.version));
}

function unavailable({ name, version }: WantedPackage, offered: ReadonlyMap<string, readonly string[]>): never {
  const versions = offered.get(name) ?? [];
  const list = versions.length > 0 ? `they offer ${versions.slice(0, 10).join(", ")}` : "they do not know it at all";
  const what = version === undefined ? name : `${name} in version ${version}`;
  throw new AppError("PACKAGE_UNAVAILABLE", `no repository offers ${what}; ${list}`);
}

function wouldGoBack(wanted: WantedPackage, version: string, present: string): AppError {
  return new AppError(
    "PACKAGE_UNAVAILABLE",
    `${wanted.name} is installed in ${present}, newer than ${version}, the best that fits ${wanted.version}`,
    { hint: `name ${version} exactly in the spec to go back to it` },
  );
}
