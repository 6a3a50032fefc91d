import { AppError } from "@quorate/shared/errors";
import { fitsVersion } from "@quorate/shared/package-version";
import type { StepInput } from "@quorate/shared/step/contract";
import { packagesOf } from "../plan/package-list.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import type { ThisSystem } from "./this-system.ts";

export type Wanted = Pick<StepInput<"package.install">["packages"][number], "name" | "version">;

/** What the hosts of the spec install by name, each once. */
export function wantedPackages(spec: ClusterSpec, packageManager: ThisSystem["manager"]): readonly Wanted[] {
  const all = spec.hosts.flatMap((host) => packagesOf({ spec: host, facts: { packageManager } }, spec));
  return [...new Map(all.map((wanted) => [wanted.name, wanted])).values()];
}

/** The version that an agent would take. Throws PACKAGE_UNAVAILABLE. */
export function chooseVersion(
  { name, version }: Wanted,
  offered: ReadonlyMap<string, readonly string[]>,
): { readonly name: string; readonly version: string } {
  const versions = offered.get(name) ?? [];
  const best = versions.find((each) => fitsVersion(each, version));
  if (best !== undefined) return { name, version: best };
  const list = versions.length > 0 ? `they offer ${versions.slice(0, 10).join(", ")}` : "they do not know it at all";
  const what = version === undefined ? name : `${name} in version ${version}`;
  throw new AppError("PACKAGE_UNAVAILABLE", `no repository of this machine or of the spec offers ${what}; ${list}`);
}
