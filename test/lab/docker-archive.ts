import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "./command.ts";

export interface ImageWish {
  /** Repository and tag, as a pod names it. */
  readonly image: string;
  /** A folder whose content is the image's whole root. */
  readonly root: string;
  readonly entrypoint: readonly string[];
  readonly architecture: string;
  readonly sourceDate: number;
}

const TAR_TIMEOUT_MS = 120_000;

/** Writes an image of one layer in the form that `docker save` has, which docker and containerd both load. */
export async function writeDockerArchive(file: string, wish: ImageWish): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-image-"));
  try {
    await mkdir(join(work, "archive"));
    await tar(join(work, "layer.tar"), wish.root, wish.sourceDate);
    const layer = await sha256(join(work, "layer.tar"));
    await run(["mv", join(work, "layer.tar"), join(work, "archive", `${layer}.tar`)]);
    const config = JSON.stringify(imageConfig(wish, layer));
    const configName = `${createHash("sha256").update(config).digest("hex")}.json`;
    await writeFile(join(work, "archive", configName), config);
    const manifest = [{ Config: configName, RepoTags: [wish.image], Layers: [`${layer}.tar`] }];
    await writeFile(join(work, "archive/manifest.json"), JSON.stringify(manifest));
    await tar(file, join(work, "archive"), wish.sourceDate);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A file's SHA-256 in hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

// Sorted, dated and owned the same whoever packs it and when: the same root gives the same bytes.
async function tar(file: string, folder: string, sourceDate: number): Promise<void> {
  const same = ["--sort=name", `--mtime=@${sourceDate}`, "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"];
  await run(["tar", "--create", `--file=${file}`, ...same, `--directory=${folder}`, "."], {
    timeoutMs: TAR_TIMEOUT_MS,
  });
}

function imageConfig({ entrypoint, architecture, sourceDate }: ImageWish, layer: string) {
  const created = new Date(sourceDate * 1000).toISOString();
  return {
    architecture,
    os: "linux",
    created,
    config: {
      Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
      Entrypoint: entrypoint,
    },
    rootfs: { type: "layers", diff_ids: [`sha256:${layer}`] },
    history: [{ created, created_by: "quorate lab" }],
  };
}
