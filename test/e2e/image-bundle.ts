import type { Lab } from "../lab/lab.ts";

export interface BundledImage {
  readonly image: string;
  readonly url: string;
  readonly sha256: string;
}

/** The lab's archives as spec.kubernetes.images; etcd's only where kubeadm runs it. */
export async function bundle(lab: Lab, topology: "external" | "stacked"): Promise<readonly BundledImage[]> {
  const { list } = await lab.images();
  return list
    .filter(({ image }) => topology === "stacked" || !image.includes("/etcd:"))
    .map(({ image, file, sha256 }) => ({ image, url: `file:///opt/lab/images/${file}`, sha256 }));
}
