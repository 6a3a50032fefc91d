import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "./command.ts";
import { sha256 } from "./docker-archive.ts";

/** Archives as `writeDockerArchive` makes them. */
interface ArchiveManifest {
  readonly Config: string;
  readonly Layers: readonly string[];
}

interface Blob {
  readonly digest: string;
  readonly size: number;
}

const UNPACK_TIMEOUT_MS = 60_000;

/**
 * Lays an image archive into a registry's storage folder as if it had been pushed. The layout is the one of the
 * registry's file system driver: https://distribution.github.io/distribution/spec/ and registry/storage/paths.go there.
 */
export async function storeImage(storage: string, archive: string, image: string): Promise<void> {
  const work = await mkdtemp(join(storage, "unpacked-"));
  try {
    await run(["tar", "--extract", `--file=${archive}`, `--directory=${work}`], { timeoutMs: UNPACK_TIMEOUT_MS });
    const [manifest]: readonly [ArchiveManifest] = JSON.parse(await readFile(join(work, "manifest.json"), "utf8"));
    const { repository, tag } = inRegistry(image);
    const place = join(storage, "docker/registry/v2/repositories", repository);
    const config = await storeBlob(storage, join(work, manifest.Config));
    const layers: Blob[] = [];
    for (const layer of manifest.Layers) layers.push(await storeBlob(storage, join(work, layer)));
    for (const { digest } of [config, ...layers]) await link(join(place, "_layers/sha256", digest), digest);
    await writeFile(join(work, "pushed.json"), JSON.stringify(pushedManifest(config, layers)));
    const { digest } = await storeBlob(storage, join(work, "pushed.json"));
    await link(join(place, "_manifests/revisions/sha256", digest), digest);
    await link(join(place, "_manifests/tags", tag, "index/sha256", digest), digest);
    await link(join(place, "_manifests/tags", tag, "current"), digest);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** `k8s.gcr.io/pause:3.2` is `pause:3.2` in a registry that stands in for k8s.gcr.io. */
export function inRegistry(image: string): { readonly repository: string; readonly tag: string } {
  const [, repository = image, tag = "latest"] = /^(?:[^/]*[.:][^/]*\/)?(.+?)(?::([^:/]+))?$/.exec(image) ?? [];
  return { repository, tag };
}

async function storeBlob(storage: string, file: string): Promise<Blob> {
  const digest = await sha256(file);
  const { size } = await stat(file);
  const data = join(storage, "docker/registry/v2/blobs/sha256", digest.slice(0, 2), digest, "data");
  await mkdir(dirname(data), { recursive: true });
  await rename(file, data);
  return { digest, size };
}

async function link(folder: string, digest: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "link"), `sha256:${digest}`);
}

function pushedManifest(config: Blob, layers: readonly Blob[]) {
  const described = (kind: string, { digest, size }: Blob) => ({
    mediaType: `application/vnd.docker.${kind}`,
    size,
    digest: `sha256:${digest}`,
  });
  return {
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: described("container.image.v1+json", config),
    layers: layers.map((layer) => described("image.rootfs.diff.tar", layer)),
  };
}
