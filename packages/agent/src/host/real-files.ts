import type { Stats } from "node:fs";
import {
  constants,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rmdir,
  symlink,
  unlink,
} from "node:fs/promises";
import { AppError } from "@quorate/shared/errors";
import { type AccountIds, accountIds } from "./accounts.ts";
import { isErrno, named, namedOrAbsent } from "./file-trouble.ts";
import type { FileStatus, HostFiles, WriteOptions } from "./host.ts";
import { mounts } from "./proc.ts";
import { refuseTree, removeTreeAt } from "./remove-tree.ts";
import { atSafePlace, lstatOrAbsent, type SafePlace, unlessExists } from "./safe-path.ts";
import { removeLeftovers, temporaryName } from "./temporary-name.ts";

const kernelFile = /^\/(?:proc|sys)\//;
const followed = { makeParents: true, followLast: true };
const unfollowed = { makeParents: true, followLast: false };

export interface RealFilesOptions {
  /** Called with the path of every file that was newly put in place. */
  readonly onReplaced?: (path: string) => Promise<void>;
}

/** Files of the machine this runs on. See HostFiles for what each promises. */
export function realFiles(options: RealFilesOptions = {}): HostFiles {
  const files: HostFiles = {
    read: (path) => namedOrAbsent("read", path, () => readFile(path, "utf8")),
    readBytes: (path) => namedOrAbsent("read", path, () => readFile(path)),
    readLink: (path) =>
      namedOrAbsent("read the link", path, async () => ((await isLink(path)) ? readlink(path) : undefined)),
    status: (path) => namedOrAbsent("look at", path, async () => toStatus(await lstat(path))),
    list: (path) => namedOrAbsent("list", path, async () => (await readdir(path)).sort()),
    write: (path, contents, write = {}) =>
      named("write", path, async () => {
        if (kernelFile.test(path)) return writeInPlace(path, contents);
        const owner = await ownerIds(files, write.owner ?? "root");
        await atSafePlace(path, followed, (place) => writeWhole(place, contents, write.mode ?? 0o644, owner));
        await options.onReplaced?.(path);
      }),
    makeDirectory: (path, make = {}) =>
      named("make the directory", path, async () => {
        const owner = make.owner === undefined ? undefined : await ownerIds(files, make.owner);
        await atSafePlace(path, followed, (place) => ensureDirectory(place, make, owner));
      }),
    move: (from, to) =>
      named("move", `${from} to ${to}`, () =>
        atSafePlace(from, unfollowed, (source) =>
          atSafePlace(to, unfollowed, (target) => moveInto(source, target, to)),
        ),
      ),
    remove: async (path) => {
      await namedOrAbsent("remove", path, () =>
        atSafePlace(path, { makeParents: false, followLast: false }, async (place) => {
          await unlink(place.at);
          await place.directory.sync();
        }),
      );
    },
    removeDirectory: async (path) => (await namedOrAbsent("remove", path, () => removeEmpty(path))) ?? true,
    removeTree: async (path, roots) => {
      refuseTree(path, roots, await mounts(files));
      await namedOrAbsent("remove", path, () =>
        atSafePlace(path, { makeParents: false, followLast: false }, (place) => removeTreeAt(place, path)),
      );
    },
    link: (path, target) =>
      named("link", path, () =>
        atSafePlace(path, unfollowed, async (place) => {
          const temporary = await temporaryBeside(place);
          await symlink(target, temporary);
          await renameOrClean(temporary, place);
        }),
      ),
  };
  return files;
}

async function ownerIds(
  files: Pick<HostFiles, "read">,
  owner: NonNullable<WriteOptions["owner"]>,
): Promise<AccountIds> {
  return typeof owner === "string" ? accountIds(files, owner) : owner;
}

async function removeEmpty(path: string): Promise<boolean> {
  return atSafePlace(path, { makeParents: false, followLast: false }, async (place) => {
    try {
      await rmdir(place.at);
    } catch (error) {
      if (isErrno(error, "ENOTEMPTY", "EEXIST")) return false;
      throw error;
    }
    await place.directory.sync();
    return true;
  });
}

async function writeWhole(
  place: SafePlace,
  contents: string | Uint8Array,
  mode: number,
  owner: AccountIds,
): Promise<void> {
  const temporary = await temporaryBeside(place);
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
  const handle = await open(temporary, flags, 0o600);
  try {
    await handle.writeFile(contents);
    await setOwner(handle, owner);
    // After the owner: a change of owner clears mode bits.
    await handle.chmod(mode);
    await handle.sync();
  } catch (error) {
    await unlink(temporary);
    throw error;
  } finally {
    await handle.close();
  }
  await renameOrClean(temporary, place);
}

async function renameOrClean(temporary: string, place: SafePlace): Promise<void> {
  try {
    await rename(temporary, place.at);
  } catch (error) {
    await unlink(temporary);
    throw error;
  }
  await place.directory.sync();
}

async function setOwner(handle: FileHandle, owner: AccountIds): Promise<void> {
  const now = await handle.stat();
  if (now.uid === owner.uid && now.gid === owner.gid) return;
  // Without root nobody can give files away: then they are the runner's own, as in tests.
  if (process.geteuid?.() !== 0 && owner.uid === 0) return;
  await handle.chown(owner.uid, owner.gid);
}

async function ensureDirectory(place: SafePlace, options: WriteOptions, owner: AccountIds | undefined): Promise<void> {
  await unlessExists(mkdir(place.at, { mode: options.mode ?? 0o755 }));
  const handle = await open(place.at, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (owner) await setOwner(handle, owner);
    if (options.mode !== undefined) await handle.chmod(options.mode);
  } finally {
    await handle.close();
  }
  await place.directory.sync();
}

async function moveInto(source: SafePlace, target: SafePlace, to: string): Promise<void> {
  if (await lstatOrAbsent(target.at)) throw new AppError("FILE_ACCESS_FAILED", `refuses to move onto ${to}: it exists`);
  await rename(source.at, target.at);
  await target.directory.sync();
  await source.directory.sync();
}

/** The kernel's files take one write and know no rename. They are never created. */
async function writeInPlace(path: string, contents: string | Uint8Array): Promise<void> {
  const handle = await open(path, constants.O_WRONLY);
  try {
    await (typeof contents === "string" ? handle.write(contents) : handle.write(contents));
  } finally {
    await handle.close();
  }
}

async function temporaryBeside(place: SafePlace): Promise<string> {
  const slash = place.at.lastIndexOf("/");
  const directory = place.at.slice(0, slash);
  const name = place.at.slice(slash + 1, slash + 200);
  await removeLeftovers(directory, name);
  return `${directory}/${temporaryName(name)}`;
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path)).isSymbolicLink();
}

function toStatus(stats: Stats): FileStatus {
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "directory" : stats.isSymbolicLink() ? "link" : "other";
  return { kind, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid, size: stats.size };
}
