import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run, systemEnvironment } from "./command.ts";

export interface DebPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly description: string;
  readonly depends?: string;
  /** Place in the host, without the leading slash, and the file or folder that is copied there. */
  readonly copies: Readonly<Record<string, string>>;
  readonly texts?: Readonly<Record<string, string>>;
  /** Places whose text the administrator may change. */
  readonly conffiles?: readonly string[];
  /** Maintainer scripts by their names. */
  readonly scripts?: Readonly<Record<string, string>>;
}

const BUILD_TIMEOUT_MS = 120_000;

/** Builds one package into `pool`. It is not compressed: hosts read it from this machine's own disk. */
export async function buildPackage(wanted: DebPackage, pool: string, sourceDate: number): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "quorate-lab-deb-"));
  try {
    await chmod(root, 0o755);
    for (const [place, source] of Object.entries(wanted.copies)) {
      await mkdir(dirname(join(root, place)), { recursive: true });
      await cp(source, join(root, place), { recursive: true });
    }
    for (const [place, text] of Object.entries(wanted.texts ?? {})) await writeText(join(root, place), text, 0o644);
    await writeText(join(root, "DEBIAN/control"), control(wanted), 0o644);
    if (wanted.conffiles) {
      await writeText(join(root, "DEBIAN/conffiles"), wanted.conffiles.map((place) => `/${place}\n`).join(""), 0o644);
    }
    for (const [name, text] of Object.entries(wanted.scripts ?? {})) {
      await writeText(join(root, "DEBIAN", name), text, 0o755);
    }
    const file = join(pool, `${wanted.name}_${wanted.version}_${wanted.architecture}.deb`);
    await run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", root, file], {
      timeoutMs: BUILD_TIMEOUT_MS,
      env: { ...systemEnvironment, SOURCE_DATE_EPOCH: String(sourceDate) },
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function writeText(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode });
}

function control(wanted: DebPackage): string {
  const fields = {
    Package: wanted.name,
    Version: wanted.version,
    Architecture: wanted.architecture,
    Maintainer: "Quorate lab <lab@quorate.invalid>",
    ...(wanted.depends && { Depends: wanted.depends }),
    Section: "misc",
    Priority: "optional",
    Description: wanted.description,
  };
  return `${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join("\n")}\n`;
}
