import type { Stats } from "node:fs";
import { constants, type FileHandle, lstat, mkdir, open, readlink } from "node:fs/promises";
import { AppError } from "@quorate/shared/errors";
import { isErrno } from "./file-trouble.ts";

const maxLinks = 40;
const othersWrite = 0o022;
/** In such a directory only the owner of a link may rename it. */
const sticky = 0o1000;
const openDirectory = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** A directory held open, and a name in it: what is done through it cannot be led elsewhere by a link that appears later. */
export interface SafePlace {
  /** Path of the name through the open directory. */
  readonly at: string;
  readonly directory: FileHandle;
}

/**
 * Walks to the parent of `path` one part at a time without following links, as openat(2) with O_NOFOLLOW would, and runs `work` there.
 * Links are followed by hand, and only when root (or who runs this) owns them and nobody else can put another in their place between
 * two looks; a link at the last part is followed when `followLast` says so. Refuses NUL and ".." in what it is asked for.
 */
export async function atSafePlace<T>(
  path: string,
  options: { readonly makeParents: boolean; readonly followLast: boolean },
  work: (place: SafePlace) => Promise<T>,
): Promise<T> {
  const parts = askedParts(path);
  const walk = new Walk(path, parts, await open("/", openDirectory));
  try {
    for (;;) {
      const { at, last } = walk.next();
      const target = last && !options.followLast ? undefined : await walk.trustedLink(at);
      if (target !== undefined) await walk.turn(target);
      else if (last) return await work({ at, directory: walk.directory });
      else await walk.enter(at, options.makeParents);
    }
  } finally {
    await walk.directory.close();
  }
}

class Walk {
  directory: FileHandle;
  readonly #path: string;
  #parts: readonly string[];
  #links = 0;

  constructor(path: string, parts: readonly string[], root: FileHandle) {
    this.#path = path;
    this.#parts = parts;
    this.directory = root;
  }

  /** The next part of the path, as seen from the directory that is open now. */
  next(): { readonly at: string; readonly last: boolean } {
    const [part] = this.#parts;
    if (part === undefined) throw this.#refusal("it names no file");
    return { at: `/proc/self/fd/${this.directory.fd}/${part}`, last: this.#parts.length === 1 };
  }

  async enter(at: string, make: boolean): Promise<void> {
    if (make) await unlessExists(mkdir(at, { mode: 0o755 }));
    await this.#open(at);
    this.#parts = this.#parts.slice(1);
  }

  /** Goes on where a link leads. */
  async turn(target: string): Promise<void> {
    this.#parts = [...partsOf(target), ...this.#parts.slice(1)];
    if (target.startsWith("/")) await this.#open("/");
  }

  async trustedLink(at: string): Promise<string | undefined> {
    const status = await lstatOrAbsent(at);
    if (!status?.isSymbolicLink()) return undefined;
    if (!isTrusted(status.uid)) throw this.#refusal(`a symbolic link on the way belongs to user ${status.uid}`);
    const place = await this.directory.stat();
    const closed = (place.mode & othersWrite) === 0 || (place.mode & sticky) !== 0;
    if (!isTrusted(place.uid) || !closed) {
      throw this.#refusal(
        `a symbolic link on the way is in a directory where user ${place.uid} or others may exchange it`,
      );
    }
    this.#links += 1;
    if (this.#links > maxLinks) throw this.#refusal("too many symbolic links on the way");
    return readlink(at);
  }

  async #open(next: string): Promise<void> {
    const opened = await open(next, openDirectory);
    await this.directory.close();
    this.directory = opened;
  }

  #refusal(why: string): AppError {
    return new AppError("FILE_ACCESS_FAILED", `refuses to touch ${this.#path}: ${why}`);
  }
}

function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

/** Where a link leads may have ".." in it; what a step asks for may not. */
function askedParts(path: string): readonly string[] {
  const parts = partsOf(path);
  if (!path.includes("\0") && !parts.includes("..")) return parts;
  throw new AppError("FILE_ACCESS_FAILED", `refuses to touch ${JSON.stringify(path)}: it is no plain path`);
}

function partsOf(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Runs a mkdir; a directory that is there already is fine. */
export async function unlessExists(making: Promise<unknown>): Promise<void> {
  try {
    await making;
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  }
}

export async function lstatOrAbsent(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}
