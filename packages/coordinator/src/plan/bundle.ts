import { AppError } from "@quorate/shared/errors";
import { bundleDirectory } from "@quorate/shared/step/bundle";
import type { StepInput } from "@quorate/shared/step/contract";
import { type BundleContents, type BundledFile, filesOf } from "../bundle/manifest.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import type { HostSite } from "./site.ts";

/** Throws PLAN_IMPOSSIBLE for a host that its packages are not for. */
export function refuseOtherHosts({ manifest }: BundleContents, sites: readonly Pick<HostSite, "id" | "facts">[]): void {
  const forWhom = systemText(manifest.os);
  const managers: readonly string[] = manifest.packages === "deb" ? ["apt"] : ["dnf", "yum"];
  for (const { id, facts } of sites) {
    const own = systemText(facts.os);
    const hint = `make a bundle on a machine like ${id}: coordinator bundle create -f cluster.yaml --out FILE`;
    if (own !== forWhom)
      throw new AppError("PLAN_IMPOSSIBLE", `the bundle is for ${forWhom}, ${id} is ${own}`, { hint });
    if (managers.includes(facts.packageManager)) continue;
    const what = `the bundle has ${manifest.packages} packages, ${id} installs with ${facts.packageManager}`;
    throw new AppError("PLAN_IMPOSSIBLE", what, { hint });
  }
}

function systemText({ id, version, arch }: BundleContents["manifest"]["os"]): string {
  return `${id} ${version} on ${arch}`;
}

type FetchInput = StepInput<"bundle.fetch">;

/** Undefined when the bundle has nothing of these groups. */
export function fetchInput(bundle: BundleContents, ...groups: readonly string[]): FetchInput | undefined {
  const files = filesOf(bundle, ...groups).map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
  return files.length === 0 ? undefined : { bundle: bundle.id, files };
}

/** As a host reaches it once it was fetched. */
function urlOf({ id }: BundleContents, { name }: BundledFile): string {
  return `file://${bundleDirectory(id)}/${name}`;
}

/** Where the etcd tarball with this sum comes from: the bundle, or the spec's own url. */
export function tarballUrl(
  bundle: BundleContents | undefined,
  { url, sha256 }: { url: string; sha256: string },
): string {
  const file = bundle && filesOf(bundle, "etcd").find((each) => each.sha256 === sha256);
  return bundle && file ? urlOf(bundle, file) : url;
}

/** Images by archive: the bundle's, and those of the spec that the bundle does not have. */
export function imageArchives(
  bundle: BundleContents | undefined,
  { kubernetes }: ClusterSpec,
): StepInput<"images.ensure">["archives"] {
  const bundled = bundle
    ? filesOf(bundle, "images").flatMap((file) =>
        (file.images ?? []).map((image) => ({ image, url: urlOf(bundle, file), sha256: file.sha256 })),
      )
    : [];
  const names = new Set(bundled.map(({ image }) => image));
  const own = kubernetes.images.filter(({ image }) => !names.has(image));
  return [...bundled, ...own.map(({ image, url, sha256 }) => ({ image, url, sha256 }))];
}
