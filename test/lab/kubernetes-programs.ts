import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Build, buildInRoot } from "./build-root.ts";
import { type CachedFolder, cachedFolder } from "./cached-folder.ts";
import { run } from "./command.ts";
import { SUITE } from "./image-recipe.ts";

/** The version that kubeadm, kubelet and every other program say they are. */
export const KUBERNETES_VERSION = "1.20.2";

// bookworm's source package is the whole tree with its vendor folder; later releases carry kubectl only.
const DEBIAN_SOURCE = "kubernetes=1.20.5+really1.20.2-1.1+deb12u1";
/** The day of the release, which every built file is dated with. */
export const RELEASED = Date.UTC(2021, 0, 13) / 1000;
const COMPILE_LIMIT_MS = 2_700_000;

interface Wish {
  readonly packages: readonly string[];
  readonly script: string;
  /** Sources of the lab's own. */
  readonly files: readonly string[];
}

const programs: Wish = {
  packages: [
    ...["golang-go", "golang-github-modern-go-reflect2-dev"],
    ...["make", "jq", "rsync", "patch", "xz-utils", "gcc", "libc6-dev"],
  ],
  script: "build-programs.sh",
  files: [],
};

const parts: Wish = {
  packages: [
    ...["golang-go", "gcc", "libc6-dev", "etcd-server", "etcd-client"],
    ...["iptables", "conntrack", "ipset", "kmod", "netbase"],
  ],
  script: "build-parts.sh",
  files: ["crictl.go", "echo.go", "pod-network.go"],
};

/** kubeadm, kubelet, kubectl and the control plane's programs, linked statically: minutes of compiling, once. */
export async function ensureKubernetesPrograms(onBuild: () => void): Promise<CachedFolder> {
  return await ensureBuilt("kubernetes-programs", programs, onBuild);
}

/** What they need beside them: crictl, pause, echo, the pod network, and small roots with etcd's and kube-proxy's other programs. */
export async function ensureKubernetesParts(): Promise<CachedFolder> {
  return await ensureBuilt("kubernetes-parts", parts, () => undefined);
}

async function ensureBuilt(name: string, wish: Wish, onBuild: () => void): Promise<CachedFolder> {
  const { stdout } = await run(["dpkg", "--print-architecture"]);
  const build: Build = {
    packages: wish.packages,
    debianSource: DEBIAN_SOURCE,
    files: await textsOf(wish.files),
    script: await sourceText(wish.script),
    arguments: [KUBERNETES_VERSION],
    sourceDate: RELEASED,
    limitMs: COMPILE_LIMIT_MS,
  };
  const recipe = { suite: SUITE, architecture: stdout.trim(), ...build };
  return await cachedFolder(
    name,
    recipe,
    async (folder) => {
      onBuild();
      await buildInRoot(folder, build);
    },
    COMPILE_LIMIT_MS,
  );
}

async function textsOf(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const texts = names.map(async (name) => [name, await sourceText(name)] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function sourceText(name: string): Promise<string> {
  return await readFile(join(import.meta.dirname, "kubernetes", name), "utf8");
}
