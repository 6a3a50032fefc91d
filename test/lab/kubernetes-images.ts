import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CachedFolder, cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { sha256, writeDockerArchive } from "./docker-archive.ts";
import { KUBERNETES_VERSION, RELEASED } from "./kubernetes-programs.ts";

/** Where hosts see the archives and `images.json`, read-only. */
export const IMAGES_IN_HOST = "/opt/lab/images";

export interface KubernetesImage {
  /** Repository and tag, such as `k8s.gcr.io/pause:3.2`. */
  readonly image: string;
  /** The archive's name in the folder. */
  readonly file: string;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
}

/** From a file or folder among what was built to a place in the image's root. */
type Copy = readonly [built: "programs" | "parts", from: string, to: string];

type Folders = Readonly<Record<Copy[0], string>>;

interface Recipe {
  readonly image: string;
  readonly entrypoint: string;
  readonly copies: readonly Copy[];
}

const controlPlane = (name: string): Recipe => ({
  image: `k8s.gcr.io/${name}:v${KUBERNETES_VERSION}`,
  entrypoint: `/usr/local/bin/${name}`,
  copies: [["programs", name, `usr/local/bin/${name}`]],
});

const proxy = controlPlane("kube-proxy");

/** By the archive's name. The tags are those that kubeadm 1.20.2 asks for; in the etcd one is Debian's 3.4. */
const recipes: Readonly<Record<string, Recipe>> = {
  "kube-apiserver": controlPlane("kube-apiserver"),
  "kube-controller-manager": controlPlane("kube-controller-manager"),
  "kube-scheduler": controlPlane("kube-scheduler"),
  "kube-proxy": { ...proxy, copies: [["parts", "kube-proxy-root", "."], ...proxy.copies] },
  pause: { image: "k8s.gcr.io/pause:3.2", entrypoint: "/pause", copies: [["parts", "pause", "pause"]] },
  etcd: { image: "k8s.gcr.io/etcd:3.4.13-0", entrypoint: "/usr/bin/etcd", copies: [["parts", "etcd-root", "."]] },
  echo: { image: "quorate.lab/echo:1", entrypoint: "/echo", copies: [["parts", "echo", "echo"]] },
  "pod-network": {
    image: "quorate.lab/pod-network:1",
    entrypoint: "/pod-network",
    copies: [["parts", "pod-network", "pod-network"]],
  },
};

/** One archive for each image that a cluster without an add-on needs, and `images.json` beside them. */
export async function ensureKubernetesImages(programs: CachedFolder, parts: CachedFolder): Promise<CachedFolder> {
  const architecture = (await run(["dpkg", "--print-architecture"])).stdout.trim();
  const recipe = { programs: programs.key, parts: parts.key, recipes };
  const folders: Folders = { programs: programs.path, parts: parts.path };
  return await cachedFolder("kubernetes-images", recipe, async (folder) => {
    const list: KubernetesImage[] = [];
    for (const [name, each] of Object.entries(recipes)) {
      const file = `${name}.tar`;
      await writeImage(join(folder, file), each, folders, architecture);
      list.push({ image: each.image, file, sha256: await sha256(join(folder, file)) });
    }
    await writeFile(join(folder, "images.json"), `${JSON.stringify(list, null, 2)}\n`);
  });
}

/** The parsed `images.json` of a folder of archives. */
export async function readImageList(folder: string): Promise<readonly KubernetesImage[]> {
  return JSON.parse(await readFile(join(folder, "images.json"), "utf8"));
}

async function writeImage(file: string, recipe: Recipe, folders: Folders, architecture: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "quorate-lab-root-"));
  try {
    await chmod(root, 0o755);
    for (const [built, from, to] of recipe.copies) {
      await mkdir(dirname(join(root, to)), { recursive: true });
      await cp(join(folders[built], from), join(root, to), { recursive: true, verbatimSymlinks: true });
    }
    const { image, entrypoint } = recipe;
    await writeDockerArchive(file, { image, root, entrypoint: [entrypoint], architecture, sourceDate: RELEASED });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
