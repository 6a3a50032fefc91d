import type { CachedFolder } from "./cached-folder.ts";
import { ensureHostImage } from "./host-image.ts";
import { ensureKubernetesImages } from "./kubernetes-images.ts";
import { ensureKubernetesParts, ensureKubernetesPrograms, KUBERNETES_VERSION } from "./kubernetes-programs.ts";
import { ensureKubernetesRepository } from "./kubernetes-repository.ts";
import { ensurePackageRepository } from "./package-repository.ts";
import type { Progress } from "./progress.ts";

/** The cached folders that hosts are made of. */
export interface Materials {
  readonly image: string;
  readonly packages: string;
  readonly images?: string;
}

const COMPILING = `compiling v${KUBERNETES_VERSION} from Debian's source, once: about 7 minutes on two processors`;

/** Builds what is not cached yet. */
export async function ensureMaterials(kubernetes: boolean, progress: Progress): Promise<Materials> {
  const cached = async (subject: string, work: () => Promise<CachedFolder>): Promise<CachedFolder> => {
    const start = performance.now();
    const folder = await work();
    progress(subject, `${folder.key}, ${folder.built ? "built" : "cached"}`, performance.now() - start);
    return folder;
  };
  const image = await cached("host image", ensureHostImage);
  const packages = await cached("packages", () => ensurePackageRepository(image));
  if (!kubernetes) return { image: image.path, packages: packages.path };
  const programs = await cached("kubernetes", () => ensureKubernetesPrograms(() => progress("kubernetes", COMPILING)));
  const parts = await cached("its parts", ensureKubernetesParts);
  const images = await cached("its images", () => ensureKubernetesImages(programs, parts));
  const all = await cached("its packages", () => ensureKubernetesRepository({ image, packages, programs, parts }));
  return { image: image.path, packages: all.path, images: images.path };
}
