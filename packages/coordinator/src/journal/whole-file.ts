import { closeSync, fchownSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { fileAccessFailed } from "./file-access.ts";

/** As stat(2) tells it. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Readers see the old content or the new, never a part; the new one survives a power cut once this returns.
 * The temporary name is fixed, so that a crash leaves at most one of them, which the next write replaces. Mode 0600.
 * Throws FILE_ACCESS_FAILED; the old content is then intact.
 */
export function writeWhole(path: string, contents: string | Uint8Array, owner?: FileOwner): void {
  const temporary = `${path}.new`;
  try {
    rmSync(temporary, { force: true });
    writeDurably(temporary, contents, owner);
    renameSync(temporary, path);
    syncDirectory(dirname(path));
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw fileAccessFailed(`${path} cannot be written`, cause);
  }
}

/** What was created or renamed in a directory is durable only when the directory itself is. */
export function syncDirectory(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeDurably(path: string, contents: string | Uint8Array, owner: FileOwner | undefined): void {
  const bytes = Buffer.from(contents);
  const descriptor = openSync(path, "wx", 0o600);
  try {
    if (owner) fchownSync(descriptor, owner.uid, owner.gid);
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
