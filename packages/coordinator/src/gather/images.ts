import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import { runProgram } from "./run-program.ts";

/** An archive as `docker save` or `ctr images export` writes it, with the names of the images in it. */
export interface ImageArchive {
  readonly path: string;
  readonly images: readonly string[];
}

const dockerList = z.array(z.object({ RepoTags: z.array(z.string()).nullable() }));
const ociName = "io.containerd.image.name";
const ociList = z.object({
  manifests: z.array(z.object({ annotations: z.record(z.string(), z.string()).optional() })),
});

/** Every archive of a folder. Rejects BUNDLE_INCOMPLETE for one that names no image. */
export async function archivesIn(folder: string): Promise<readonly ImageArchive[]> {
  const names = (await readdir(folder)).filter((name) => /\.(?:tar|tar\.gz|tgz)$/.test(name)).sort();
  return Promise.all(names.map((name) => readArchive(join(folder, name))));
}

async function readArchive(path: string): Promise<ImageArchive> {
  const docker = dockerList.safeParse(await listIn(path, "manifest.json"));
  const tags = docker.success ? docker.data.flatMap(({ RepoTags }) => RepoTags ?? []) : [];
  if (tags.length > 0) return { path, images: [...new Set(tags)].sort() };
  const oci = ociList.safeParse(await listIn(path, "index.json"));
  const names = oci.success ? oci.data.manifests.flatMap(({ annotations }) => annotations?.[ociName] ?? []) : [];
  if (names.length > 0) return { path, images: [...new Set(names)].sort() };
  throw new AppError("BUNDLE_INCOMPLETE", `${path} names no image`, {
    hint: "save images by their names: docker save -o FILE.tar NAME:TAG, or ctr -n k8s.io images export FILE.tar NAME:TAG",
  });
}

async function listIn(path: string, name: string): Promise<unknown> {
  for (const member of [name, `./${name}`]) {
    try {
      return JSON.parse(await runProgram(["tar", "-xOf", path, member]));
    } catch {
      // Not under this name, or no list: whether it was one of the others, the caller says.
    }
  }
  return undefined;
}
