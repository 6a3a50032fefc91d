import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { bundleFileName } from "@quorate/shared/step/bundle";
import type { BundleContents } from "../bundle/manifest.ts";
import type { BundleWords } from "../report/words/bundle-words.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { specHash } from "../spec/spec-hash.ts";
import { wantedPackages } from "./choose-packages.ts";
import { debRepository, debsIn, downloadDebs, type PackageFile } from "./debs.ts";
import { download } from "./download.ts";
import { archivesIn } from "./images.ts";
import { downloadRpms, rpmRepository, rpmsIn } from "./rpms.ts";
import type { ThisSystem } from "./this-system.ts";
import { type GatheredFile, writeBundle } from "./write-bundle.ts";

export interface BundleWish {
  readonly spec: ClusterSpec;
  /** cluster.yaml and what it names, by relative path. */
  readonly specFiles: Readonly<Record<string, string>>;
  readonly out: string;
  /** Folder of packages that were gathered by hand; absent: they are resolved and downloaded. */
  readonly packages?: string | undefined;
  /** Folder of archives of images. */
  readonly images?: string | undefined;
  readonly system: ThisSystem;
  readonly words: BundleWords;
  /** What is being done, and what the reader should know of it. */
  readonly say: (line: string) => void;
}

/** Gathers what the hosts of a spec need, and writes it. Rejects BUNDLE_INCOMPLETE, PACKAGE_UNAVAILABLE and DOWNLOAD_MISMATCH. */
export async function createBundle(wish: BundleWish): Promise<BundleContents> {
  const { spec, system, out } = wish;
  // Beside the archive: there is room for one copy, and where temporary files go there may be little.
  const work = await mkdtemp(join(dirname(resolve(out)), ".bundle-")).catch((cause: unknown) => {
    const { cannotWrite, nameFolder: hint } = wish.words;
    throw new AppError("BUNDLE_INCOMPLETE", cannotWrite(out, reason(cause)), { cause, hint });
  });
  try {
    const files = [
      ...(await packageFiles(wish, work)),
      ...(await etcdFiles(wish, work)),
      ...(await imageFiles(wish, work)),
      ...(await specFiles(wish, work)),
    ];
    const about = { cluster: spec.name, specHash: specHash(spec), os: system.os };
    return await writeBundle(out, { ...about, packages: system.manager === "apt" ? "deb" : "rpm" }, files);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/, \w+ '.*'$/, "") : String(cause);
}

async function packageFiles(wish: BundleWish, work: string): Promise<readonly GatheredFile[]> {
  const { packages: folder, spec, system, words, say } = wish;
  const wanted = wantedPackages(spec, system.manager);
  const apt = system.manager === "apt";
  if (folder === undefined) say(words.downloading(wanted.length));
  const fetch = apt ? downloadDebs : downloadRpms;
  const byHand = apt ? debsIn : rpmsIn;
  const paths = folder === undefined ? await fetch(wanted, spec.packages.repositories, work) : await byHand(folder);
  const { packages, index } = apt ? await debFiles(paths, work) : await rpmFiles(paths, work);
  const have = new Set(packages.map(({ name }) => name));
  const absent = wanted.filter(({ name }) => !have.has(name)).map(({ name }) => name);
  if (absent.length > 0 && folder === undefined) throw notDownloaded(absent);
  // Gathered by hand some may be left out on purpose.
  if (absent.length > 0) say(words.absent(absent.join(", ")));
  return [
    ...packages.map(({ path, name, version }) => ({
      name: `packages/${basename(path)}`,
      path,
      package: { name, version },
    })),
    ...index,
  ];
}

interface Repository {
  readonly packages: readonly PackageFile[];
  readonly index: readonly GatheredFile[];
}

async function debFiles(paths: readonly string[], work: string): Promise<Repository> {
  const { packages, index } = await debRepository(paths);
  const path = join(work, "Packages");
  await writeFile(path, index);
  return { packages, index: [{ name: "packages/Packages", path }] };
}

async function rpmFiles(paths: readonly string[], work: string): Promise<Repository> {
  const { packages, index } = await rpmRepository(paths, work);
  return { packages, index: index.map((path) => ({ name: `packages/repodata/${basename(path)}`, path })) };
}

function notDownloaded(names: readonly string[]): AppError {
  return new AppError("BUNDLE_INCOMPLETE", `the package manager did not download ${names.join(", ")}`);
}

async function etcdFiles({ spec, words, say }: BundleWish, work: string): Promise<readonly GatheredFile[]> {
  const { source, topology } = spec.etcd;
  if (source.kind !== "tarball" || topology === "stacked") return [];
  say(words.etcd(source.url));
  const name = basename(new URL(source.url).pathname);
  return [{ name: `etcd/${name}`, path: await download(source.url, source.sha256, join(work, "etcd.tar.gz")) }];
}

async function imageFiles(
  { spec, images: folder, words, say }: BundleWish,
  work: string,
): Promise<readonly GatheredFile[]> {
  const byHand = folder === undefined ? [] : await archivesIn(folder);
  const have = new Set(byHand.flatMap(({ images }) => images));
  const missing = spec.kubernetes.images.filter(({ image }) => !have.has(image));
  const bySum = Map.groupBy(missing, ({ sha256 }) => sha256);
  const named: GatheredFile[] = [];
  for (const [sha256, group] of bySum) {
    const [{ url }] = group as [(typeof group)[number]];
    say(words.image(group.map(({ image }) => image).join(", "), url));
    const path = await download(url, sha256, join(work, `${sha256}.tar`));
    named.push({ name: `images/${basename(new URL(url).pathname)}`, path, images: group.map(({ image }) => image) });
  }
  if (byHand.length + named.length === 0) say(words.noImages);
  return [
    ...byHand.map(({ path, images }) => ({ name: `images/${basename(path)}`, path, images: [...images] })),
    ...named,
  ];
}

/** So that who carries the bundle carries the wish too. No step reads them: manifests travel in the spec. */
async function specFiles({ specFiles: texts }: BundleWish, work: string): Promise<readonly GatheredFile[]> {
  const gathered: GatheredFile[] = [];
  for (const [relative, text] of Object.entries(texts)) {
    const name = `spec/${relative}`;
    if (!bundleFileName.safeParse(name).success) throw outside(relative);
    const path = join(work, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    gathered.push({ name, path });
  }
  return gathered;
}

function outside(relative: string): AppError {
  return new AppError(
    "BUNDLE_INCOMPLETE",
    `the spec names ${relative}, which is not beside it or in a folder beside it`,
    {
      hint: "move it there, and name it by its path from cluster.yaml",
    },
  );
}
