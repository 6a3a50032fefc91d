import { spawn } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cachedFolder } from "../lab/cached-folder.ts";
import { killGroup, run, systemEnvironment } from "../lab/command.ts";
import { ensureHostImage } from "../lab/host-image.ts";
import { ensureKubernetesPrograms } from "../lab/kubernetes-programs.ts";
import { ensurePackageRepository } from "../lab/package-repository.ts";

/** Folders of the lab's cache that a private root is made of. */
export interface PrivatePrograms {
  readonly image: string;
  /** What Debian's packages bring beside the image: etcd 3.4 and 3.5, docker, containerd, haproxy, keepalived. */
  readonly packages: string;
  readonly kubernetes: string;
}

const scripts = join(import.meta.dirname, "scripts");
const newest = ["etcd-server_3.5", "etcd-client_3.5", "docker.io_", "containerd_", "runc_", "iptables_", "socat_"];
const endpoint = ["haproxy_", "keepalived_"];
const libraries = ["libip6tc2_", "libnftnl11_", "libnetfilter-conntrack3_", "libnfnetlink0_", "conntrack_", "tini_"];
const endpointLibraries = [
  ...[
    "liblua5.3-0_",
    "libopentracing1_",
    "libopentracing-c-wrapper0_",
    "libnl-3-200_",
    "libnl-genl-3-200_",
    "libsnmp40_",
  ],
  ...["libsnmp-base_", "libglib2.0-0_", "libpci3_", "libsensors5_", "libsensors-config_"],
];
const wanted = [...newest, ...endpoint, ...libraries, ...endpointLibraries];
const UNPACK_LIMIT_MS = 120_000;

export async function ensurePrivatePrograms(): Promise<PrivatePrograms> {
  const image = await ensureHostImage();
  const repository = await ensurePackageRepository(image);
  const kubernetes = await ensureKubernetesPrograms(() => undefined);
  const recipe = { format: 2, packages: repository.key, wanted };
  const packages = await cachedFolder("cause-programs", recipe, (folder) =>
    unpackAll(join(repository.path, "pool"), folder),
  );
  return { image: image.path, packages: packages.path, kubernetes: kubernetes.path };
}

async function unpackAll(pool: string, folder: string): Promise<void> {
  const files = await readdir(pool);
  const unpack = async (start: string, into: string): Promise<void> => {
    const file = files.find((name) => name.startsWith(start));
    if (file === undefined) throw new Error(`no package ${start} in the lab's repository`);
    await run(["dpkg-deb", "--extract", join(pool, file), into], { timeoutMs: UNPACK_LIMIT_MS });
  };
  for (const start of wanted) await unpack(start, folder);
  // /lib is a link in the image; a folder of that name above it would hide the link.
  // Their links are to what lies beside them.
  for (const name of ["lib", "sbin", "bin"]) {
    await cp(join(folder, name), join(folder, "usr", name), {
      recursive: true,
      force: true,
      verbatimSymlinks: true,
    }).catch(() => undefined);
    await rm(join(folder, name), { recursive: true, force: true });
  }
  const older = join(folder, "older");
  await unpack("etcd-server_3.4", older);
  await mkdir(join(folder, "opt/etcd-3.4"), { recursive: true });
  await copyFile(join(older, "usr/bin/etcd"), join(folder, "opt/etcd-3.4/etcd"));
  await rm(older, { recursive: true });
}

/** Mounts, processes and a network of its own, without a way out; gone with its last process. */
const enter = `set -e
mount -t tmpfs none "$ROOT"
mkdir "$ROOT/upper" "$ROOT/work" "$ROOT/root"
mount -t overlay overlay -o "lowerdir=$PACKAGES:$IMAGE,upperdir=$ROOT/upper,workdir=$ROOT/work" "$ROOT/root"
cd "$ROOT/root"
mkdir -p opt/kubernetes
mount --bind "$KUBERNETES" opt/kubernetes
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs none tmp
mount -t tmpfs none run
echo 0123456789abcdef0123456789abcdef > etc/machine-id
cp "$SCRIPTS"/* tmp/
ip link set lo up
ip link add eth0 type veth peer name peer0
ip address add 10.0.0.11/24 dev eth0
ip link set eth0 up
ip link set peer0 up
ip route add default via 10.0.0.1
hostname m1
exec chroot . env -i BASH=/bin/bash /bin/bash -c "$1"
`;

export interface Watch {
  /** Ends the run a moment after the first line for which this is true: what follows belongs to it still. */
  readonly enough: (line: string) => boolean;
  readonly limitMs: number;
}

const LAST_WORDS_MS = 700;

/** What a shell script prints in a root of its own, as root; ended when enough was printed, or at its limit. */
export async function runPrivately(
  programs: PrivatePrograms,
  script: string,
  { enough, limitMs }: Watch,
): Promise<readonly string[]> {
  const root = await mkdtemp(join(tmpdir(), "quorate-cause-"));
  const unshare = ["--mount", "--net", "--pid", "--uts", "--ipc", "--fork", "--kill-child"];
  const env = { ...systemEnvironment, ROOT: root, SCRIPTS: scripts };
  const folders = { IMAGE: programs.image, PACKAGES: programs.packages, KUBERNETES: programs.kubernetes };
  const child = spawn("unshare", [...unshare, "bash", "-c", enter, "bash", script], {
    ...{ env: { ...env, ...folders }, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  });
  const stop = (): void => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  let timer = setTimeout(stop, limitMs);
  const lines: string[] = [];
  let found = false;
  const take = (line: string): void => {
    lines.push(line);
    if (found || !enough(line)) return;
    found = true;
    clearTimeout(timer);
    timer = setTimeout(stop, LAST_WORDS_MS);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", take);
  try {
    await new Promise<void>((resolve, reject) => child.once("error", reject).once("close", () => resolve()));
  } finally {
    clearTimeout(timer);
    await rm(root, { recursive: true, force: true });
  }
  return lines;
}
