import { type BundleContents, type BundledFile, filesOf } from "../bundle/manifest.ts";
import type { DamagedFile } from "../bundle/open-bundle.ts";
import { type Look, paint } from "./look.ts";
import { table } from "./table.ts";
import { type BundleWords, bundleWords } from "./words/bundle-words.ts";
import { columnsIn } from "./words/column-words.ts";

/** What `bundle create` says at its end. */
export function bundleMade(path: string, bundle: BundleContents, { language }: Look): readonly string[] {
  const words = bundleWords[language];
  return [words.made(path, contentsText(bundle, words)), words.next(`coordinator serve --bundle ${path}`)];
}

/** One line for each file that is not what the list says. */
export function damagedLines(damaged: readonly DamagedFile[], { language }: Look): readonly string[] {
  return damaged.map(({ name, want, got }) => bundleWords[language].damagedFile(name, got, want));
}

export function bundleList(bundle: BundleContents, look: Look): readonly string[] {
  const words = bundleWords[look.language];
  const { cluster, specHash, os, files } = bundle.manifest;
  const rows = files.map((file) => [file.name, sizeText(file.bytes), file.sha256.slice(0, 12), whatText(file)]);
  const [head = "", ...lines] = table(columnsIn(look.language, "FILE", "SIZE>", "SHA256", "CONTENTS"), rows);
  const system = words.system(os.id, os.version, os.arch);
  return [
    words.forWhom(bundle.id.slice(0, 8), system, contentsText(bundle, words)),
    words.gatheredFor(cluster, specHash.slice(0, 8)),
    "",
    paint(look, "strong", head),
    ...lines,
  ];
}

function contentsText(bundle: BundleContents, words: BundleWords): string {
  const packages = filesOf(bundle, "packages").filter((file) => file.package !== undefined).length;
  const images = filesOf(bundle, "images").flatMap((file) => file.images ?? []).length;
  const bytes = bundle.manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return words.contents(packages, images, filesOf(bundle, "etcd").length > 0, sizeText(bytes));
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
