import { createHash } from "node:crypto";
import { bundleFileBytes, bundleFileName } from "@quorate/shared/step/bundle";
import { line, packageName, sha256, versionPattern } from "@quorate/shared/step/grammar";
import { imageName } from "@quorate/shared/step/kubernetes-grammar";
import { z } from "zod";

const bundledFile = z.strictObject({
  /** Its first part says what it is: packages, images, etcd, spec. */
  name: bundleFileName,
  sha256,
  bytes: bundleFileBytes,
  /** Of a distribution package. */
  package: z.strictObject({ name: packageName, version: versionPattern }).optional(),
  /** Names of the images in an archive. */
  images: z.array(imageName).min(1).max(64).optional(),
});

const bundleManifest = z.strictObject({
  format: z.literal(1),
  /** Of the spec that it was gathered for: name and hash. */
  cluster: line,
  specHash: sha256,
  /** Which hosts its packages are for, in the words of /etc/os-release and of Node. */
  os: z.strictObject({ id: line, version: line, arch: line }),
  packages: z.enum(["deb", "rpm"]),
  files: z.array(bundledFile).min(1).max(4_096),
});

/** What bundle.json says; it is the first file of a bundle, and the rest of it is what it lists, in this order. */
export type BundleManifest = z.infer<typeof bundleManifest>;
export type BundledFile = BundleManifest["files"][number];

/** A bundle by its list. */
export interface BundleContents {
  /** SHA-256 of bundle.json, hexadecimal. */
  readonly id: string;
  readonly manifest: BundleManifest;
}

export const manifestName = "bundle.json";
export const manifestBytes = 4_194_304;

/** Throws SyntaxError or ZodError for what is no list of a bundle. */
export function readManifest(json: string): BundleContents {
  const manifest = bundleManifest.parse(JSON.parse(json));
  return { id: createHash("sha256").update(json).digest("hex"), manifest };
}

/** The files of one group: "packages", "images". */
export function filesOf({ manifest }: BundleContents, ...groups: readonly string[]): readonly BundledFile[] {
  return manifest.files.filter(({ name }) => groups.includes(name.split("/")[0] ?? ""));
}
