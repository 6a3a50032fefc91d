import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { AppError } from "@quorate/shared/errors";
import {
  type BundleContents,
  type BundledFile,
  type BundleManifest,
  manifestName,
  readManifest,
} from "../bundle/manifest.ts";
import { tarEnd, tarHeader, tarPadding } from "../bundle/tar.ts";
import { hashFile } from "./download.ts";

/** A file that goes into a bundle: where it lies on this machine, and what is to be said of it. */
export interface GatheredFile extends Omit<BundledFile, "sha256" | "bytes"> {
  readonly path: string;
}

/** The archive, whole or not at all; the same files give the same bytes. Rejects BUNDLE_INCOMPLETE. */
export async function writeBundle(
  out: string,
  about: Omit<BundleManifest, "format" | "files">,
  gathered: readonly GatheredFile[],
): Promise<BundleContents> {
  const sorted = [...gathered].sort((a, b) => (a.name < b.name ? -1 : 1));
  refuseTwice(sorted);
  const files = await Promise.all(sorted.map(({ path, ...file }) => measured(path, file)));
  const manifest: BundleManifest = { format: 1, ...about, files };
  const json = `${JSON.stringify(manifest, null, 1)}\n`;
  const contents = readManifest(json);
  const beside = `${out}.unfinished`;
  try {
    const handle = await open(beside, "w", 0o644);
    try {
      await append(handle, manifestName, Buffer.byteLength(json), [Buffer.from(json)]);
      for (const [at, { name, bytes }] of files.entries()) {
        await append(handle, name, bytes, createReadStream(sorted[at]?.path ?? ""));
      }
      await handle.writeFile(tarEnd);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, out);
  } catch (cause) {
    await rm(beside, { force: true });
    throw cause instanceof AppError ? cause : incomplete(`cannot write ${out}: ${String(cause)}`, cause);
  }
  return contents;
}

function refuseTwice(files: readonly GatheredFile[]): void {
  const twice = files.find(({ name }, at) => files[at + 1]?.name === name);
  if (twice) throw incomplete(`two files want to be ${twice.name}: one of them is ${twice.path}`);
}

async function measured(path: string, file: Omit<BundledFile, "sha256" | "bytes">): Promise<BundledFile> {
  const { name, ...rest } = file;
  return { name, sha256: await hashFile(path), bytes: (await stat(path)).size, ...rest };
}

async function append(
  handle: FileHandle,
  path: string,
  bytes: number,
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<void> {
  await handle.writeFile(tarHeader({ path, bytes }, 0, 0o644));
  let written = 0;
  for await (const piece of pieces) {
    await handle.writeFile(piece);
    written += piece.length;
  }
  if (written !== bytes) throw incomplete(`${path} has changed while it was read`);
  await handle.writeFile(Buffer.alloc(tarPadding(bytes)));
}

function incomplete(message: string, cause?: unknown): AppError {
  return new AppError("BUNDLE_INCOMPLETE", message, cause === undefined ? {} : { cause });
}
