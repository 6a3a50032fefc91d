import { constants } from "node:fs";
import { open, readdir, rmdir, unlink } from "node:fs/promises";
import { normalize } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { Mount } from "./proc.ts";
import { lstatOrAbsent, type SafePlace } from "./safe-path.ts";

const openDirectory = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** What no caller can have meant: rejects FILE_ACCESS_FAILED before anything is touched. `roots` are absolute, at least one part long. */
export function refuseTree(path: string, roots: readonly string[], mounted: readonly Pick<Mount, "path">[]): void {
  if (!path.startsWith("/") || normalize(path) !== path || path.endsWith("/")) {
    throw refusal(path, "it is not a plain absolute path");
  }
  const inside = roots.some((root) => root.length > 1 && path.startsWith(`${root}/`));
  if (!inside) throw refusal(path, `it is not below ${roots.join(" or ")}`);
  const mount = mounted.find((each) => each.path === path || each.path.startsWith(`${path}/`));
  if (mount) throw refusal(path, `${mount.path} is mounted there`);
}

/** Removes the directory at a place with everything in it, through open directories: a link that appears on the way leads nowhere. */
export async function removeTreeAt(place: SafePlace, path: string): Promise<void> {
  const status = await lstatOrAbsent(place.at);
  if (!status) return;
  if (!status.isDirectory()) throw refusal(path, status.isSymbolicLink() ? "it is a link" : "it is no directory");
  const { dev } = await place.directory.stat();
  await emptyDirectory(place.at, dev, path);
  await rmdir(place.at);
  await place.directory.sync();
}

async function emptyDirectory(at: string, dev: number, path: string): Promise<void> {
  const directory = await open(at, openDirectory);
  try {
    if ((await directory.stat()).dev !== dev) throw refusal(path, "it is on another file system than its parent");
    const here = `/proc/self/fd/${directory.fd}`;
    for (const entry of await readdir(here, { withFileTypes: true })) {
      const inside = `${here}/${entry.name}`;
      if (!entry.isDirectory()) await unlink(inside);
      else {
        await emptyDirectory(inside, dev, `${path}/${entry.name}`);
        await rmdir(inside);
      }
    }
  } finally {
    await directory.close();
  }
}

function refusal(path: string, why: string): AppError {
  return new AppError("FILE_ACCESS_FAILED", `refuses to remove ${path} with all that is in it: ${why}`);
}
