import type { ClusterSpec } from "../cluster-spec.ts";
import type { Finding } from "../problem.ts";
import { type Check, finding, type Wrote } from "./check.ts";

function noNetwork({ kubernetes }: ClusterSpec): readonly Finding[] {
  if (kubernetes.network.plugin !== "none") return [];
  const message = "no network plugin is installed: nodes stay NotReady until somebody brings one";
  return [finding(message, "kubernetes", "network")];
}

function proxyOfNobody({ kubernetes }: ClusterSpec, wrote: Wrote): readonly Finding[] {
  if (!kubernetes.skipAddons.includes("kube-proxy") || !wrote("kubernetes", "proxyMode")) return [];
  const message = "it has no effect: spec.kubernetes.skipAddons leaves kube-proxy out";
  return [finding(message, "kubernetes", "proxyMode")];
}

function twice(items: readonly string[], what: string, pathOf: (index: number) => Finding["path"]): readonly Finding[] {
  return items.flatMap((item, index) =>
    items.indexOf(item) === index ? [] : [finding(`${item} is already in the list: ${what}`, ...pathOf(index))],
  );
}

function onceEach({ kubernetes, runtime }: ClusterSpec): readonly Finding[] {
  const { images, kubectlUsers, skipAddons } = kubernetes;
  const inList = (field: string) => (index: number) => ["kubernetes", field, index];
  return [
    ...twice(
      images.map(({ image }) => image),
      "one archive brings an image",
      (index) => ["kubernetes", "images", index, "image"],
    ),
    ...twice(kubectlUsers, "name a user once", inList("kubectlUsers")),
    ...twice(skipAddons, "name an addon once", inList("skipAddons")),
    ...twice(
      runtime.mirrors.map(({ registry }) => registry),
      "give a registry's endpoints in one place",
      (index) => ["runtime", "mirrors", index, "registry"],
    ),
    ...twice(runtime.packages, "name a package once", (index) => ["runtime", "packages", index]),
  ];
}

function plainHttpMirrors({ runtime }: ClusterSpec): readonly Finding[] {
  return runtime.mirrors.flatMap(({ endpoints, insecure }, index) =>
    endpoints.flatMap((url, place) => {
      if (insecure || !url.startsWith("http:")) return [];
      const message = `${url} is plain http, and anybody on the way can change an image: use https, or say insecure: true`;
      return [finding(message, "runtime", "mirrors", index, "endpoints", place)];
    }),
  );
}

/** docs.docker.com/docker-hub/image-library/mirror: "Only the central Hub can be mirrored." */
function dockerMirrors({ runtime }: ClusterSpec): readonly Finding[] {
  if (runtime.name !== "docker") return [];
  return runtime.mirrors.flatMap(({ registry }, index) => {
    if (registry === "docker.io") return [];
    const message = `docker asks mirrors for images of docker.io only, never for those of ${registry}: name the mirror as spec.kubernetes.imageRepository, or use containerd`;
    return [finding(message, "runtime", "mirrors", index, "registry")];
  });
}

export const kubernetesChecks: readonly Check[] = [
  { severity: "warning", needs: ["kubernetes"], run: noNetwork },
  { severity: "warning", needs: ["kubernetes"], run: proxyOfNobody },
  { severity: "error", needs: ["kubernetes", "runtime"], run: onceEach },
  { severity: "error", needs: ["runtime"], run: plainHttpMirrors },
  { severity: "warning", needs: ["runtime"], run: dockerMirrors },
];
