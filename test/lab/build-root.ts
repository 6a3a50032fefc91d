import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, systemEnvironment } from "./command.ts";
import { machineMirror } from "./debian-mirror.ts";
import { releaseSources } from "./host-image.ts";
import { SUITE } from "./image-recipe.ts";
import { privateApt } from "./private-apt.ts";

export interface Build {
  /** What the root holds beside Debian's smallest. */
  readonly packages: readonly string[];
  /** A Debian source package, as `NAME=VERSION`, and more files by name: all of it lies in /build/source. */
  readonly debianSource: string;
  readonly files: Readonly<Record<string, string>>;
  /** A shell script; it leaves what it makes in /build/out. */
  readonly script: string;
  readonly arguments: readonly string[];
  /** Moment given to what the build stamps its results with, in seconds since 1970. */
  readonly sourceDate: number;
  readonly limitMs: number;
}

const DOWNLOAD_TIMEOUT_MS = 600_000;

// The build has process and network namespaces of its own: it reaches nobody, and dies whole with whoever started it.
const enter = `set -e
root=$1; shift
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
exec chroot "$root" /bin/sh /build/script "$@"
`;

/** Builds in a fresh Debian root what Debian does not offer ready-made, and leaves only the results in `folder`. */
export async function buildInRoot(folder: string, build: Build): Promise<void> {
  const root = join(folder, "root");
  const sources = releaseSources(await machineMirror(), SUITE);
  await run(
    [
      ...["mmdebstrap", "--mode=root", "--variant=minbase", `--include=${build.packages.join(",")}`],
      ...["--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=force-unsafe-io", SUITE, root, ...sources],
    ],
    { timeoutMs: DOWNLOAD_TIMEOUT_MS },
  );
  await mkdir(join(root, "build/source"), { recursive: true });
  await mkdir(join(root, "build/out"));
  await downloadSource(build.debianSource, sources, join(root, "build/source"));
  for (const [name, text] of Object.entries(build.files)) await writeFile(join(root, "build/source", name), text);
  await writeFile(join(root, "build/script"), build.script);
  await run(
    [
      ...["setpriv", "--pdeathsig=KILL", "nice", "-n", "10"],
      ...["unshare", "--mount", "--propagation=private", "--net", "--pid", "--fork", "--kill-child"],
      ...["sh", "-c", enter, "lab-build", root, ...build.arguments],
    ],
    { timeoutMs: build.limitMs, shownAs: `build of ${build.debianSource}`, env: environment(build) },
  );
  await run(["sh", "-c", 'mv "$1"/build/out/* "$2"/', "keep", root, folder]);
  await rm(root, { recursive: true, force: true });
}

function environment({ sourceDate }: Build): NodeJS.ProcessEnv {
  return {
    PATH: systemEnvironment["PATH"],
    HOME: "/build/home",
    LANG: "C.UTF-8",
    SOURCE_DATE_EPOCH: String(sourceDate),
  };
}

async function downloadSource(debianSource: string, sources: readonly string[], place: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-apt-"));
  try {
    const apt = await privateApt(
      work,
      sources.map((line) => line.replace(/^deb /, "deb-src ")),
      "",
    );
    await run([...apt, "update"], { timeoutMs: DOWNLOAD_TIMEOUT_MS });
    await run([...apt, "source", "--download-only", debianSource], { cwd: place, timeoutMs: DOWNLOAD_TIMEOUT_MS });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
