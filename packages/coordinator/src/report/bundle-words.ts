import { type BundleContents, type BundledFile, filesOf } from "../bundle/manifest.ts";
import type { DamagedFile } from "../bundle/open-bundle.ts";
import { type Look, paint } from "./look.ts";
import { columns, table } from "./table.ts";

/** What `bundle create` says at its end. */
export function bundleMade(path: string, bundle: BundleContents): readonly string[] {
  return [`${path}: ${contentsText(bundle)}`, `on the coordinator's machine: coordinator serve --bundle ${path}`];
}

export function bundleWhole(path: string, { manifest }: BundleContents): readonly string[] {
  return [`${path}: all ${manifest.files.length} files have their sha256`];
}

/** One line for each file that is not what the list says. */
export function damagedLines(damaged: readonly DamagedFile[]): readonly string[] {
  return damaged.map(({ name, want, got }) => `${name} has the sha256 ${got}, not ${want}`);
}

export function bundleList(bundle: BundleContents, look: Look): readonly string[] {
  const { cluster, specHash, os, files } = bundle.manifest;
  const rows = files.map((file) => [file.name, sizeText(file.bytes), file.sha256.slice(0, 12), whatText(file)]);
  const [head = "", ...lines] = table(columns("FILE", "SIZE>", "SHA256", "WHAT"), rows);
  return [
    `bundle ${bundle.id.slice(0, 8)} for ${os.id} ${os.version} on ${os.arch}: ${contentsText(bundle)}`,
    `gathered for ${cluster}, spec ${specHash.slice(0, 8)}`,
    "",
    paint(look, "strong", head),
    ...lines,
  ];
}

function contentsText(bundle: BundleContents): string {
  const packages = filesOf(bundle, "packages").filter((file) => file.package !== undefined).length;
  const images = filesOf(bundle, "images").flatMap((file) => file.images ?? []).length;
  const etcd = filesOf(bundle, "etcd").length > 0 ? ", etcd" : "";
  const bytes = bundle.manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return `${packages} packages, ${images} images${etcd}, ${sizeText(bytes)}`;
}

function whatText({ package: named, images }: BundledFile): string {
  return named ? `${named.name} ${named.version}` : (images ?? []).join(", ");
}

/** Binary prefixes, as the spec's sizes have them. */
function sizeText(bytes: number): string {
  const [KiB, MiB] = [1_024, 1_048_576];
  if (bytes >= MiB) return `${(bytes / MiB).toFixed(1)} MiB`;
  return bytes >= KiB ? `${(bytes / KiB).toFixed(1)} KiB` : `${bytes} B`;
}
