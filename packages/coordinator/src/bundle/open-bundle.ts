import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { AppError } from "@quorate/shared/errors";
import { type BundleContents, type BundledFile, manifestBytes, manifestName, readManifest } from "./manifest.ts";
import { readTarHeader, tarBlock, tarPadding } from "./tar.ts";

/** An archive on this machine whose list was read; of the files in it only that they are there, in their length. */
export interface OpenBundle extends BundleContents {
  /** By its sum; undefined when the list has none. */
  file(sha256: string): BundledFile | undefined;
  /** In pieces of at most 128 KiB. Throws BUNDLE_INVALID when the archive ends in the middle of it. */
  read(file: BundledFile): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

const pieceBytes = 131_072;

interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** Rejects BUNDLE_INVALID for what is none, is not whole, or cannot be read. */
export async function openBundle(path: string): Promise<OpenBundle> {
  const handle = await open(path, "r").catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message.replace(/, \w+ '.*'$/, "") : String(cause);
    throw invalid(path, `cannot be read: ${why}`, cause);
  });
  try {
    return await read(path, handle);
  } catch (error) {
    await handle.close();
    throw error instanceof AppError ? error : invalid(path, "cannot be read", error);
  }
}

async function read(path: string, handle: FileHandle): Promise<OpenBundle> {
  const places = await placesIn(path, handle);
  const list = places.get(manifestName);
  if (!list || list.bytes > manifestBytes) throw invalid(path, `is an archive without a ${manifestName}`);
  const contents = parse(path, (await wholeFile(handle, list)).toString("utf8"));
  for (const { name, bytes } of contents.manifest.files) {
    if (places.get(name)?.bytes !== bytes) throw invalid(path, `does not hold ${name} with ${bytes} bytes`);
  }
  const bySum = new Map(contents.manifest.files.map((file) => [file.sha256, file]));
  return {
    ...contents,
    file: (sha256) => bySum.get(sha256),
    read: ({ name }) => piecesOf(path, handle, name, places.get(name) ?? { at: 0, bytes: 0 }),
    close: () => handle.close(),
  };
}

function parse(path: string, json: string): BundleContents {
  try {
    return readManifest(json);
  } catch (cause) {
    throw invalid(path, `has a ${manifestName} that this version does not understand`, cause);
  }
}

async function placesIn(path: string, handle: FileHandle): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  const { size } = await handle.stat();
  for (let at = 0; ; ) {
    const entry = await headerAt(path, handle, at);
    if (!entry) return places;
    const place = { at: at + tarBlock, bytes: entry.bytes };
    at = place.at + place.bytes + tarPadding(place.bytes);
    if (!(at <= size)) throw invalid(path, `ends in the middle of ${entry.path}: the copy is not whole`);
    places.set(entry.path, place);
  }
}

async function headerAt(path: string, handle: FileHandle, at: number) {
  try {
    return readTarHeader(await wholeFile(handle, { at, bytes: tarBlock }));
  } catch (cause) {
    const why = cause instanceof RangeError ? cause.message : "it ends where a file should begin";
    throw invalid(path, `is no archive of a bundle: ${why}`, cause);
  }
}

async function wholeFile(handle: FileHandle, { at, bytes }: Place): Promise<Buffer> {
  const contents = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(contents, 0, bytes, at);
  if (bytesRead < bytes) throw new Error(`only ${bytesRead} bytes at ${at}`);
  return contents;
}

async function* piecesOf(path: string, handle: FileHandle, name: string, { at, bytes }: Place): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes; ) {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, bytes - done));
    const { bytesRead } = await handle.read(piece, 0, piece.length, at + done);
    if (bytesRead === 0) throw invalid(path, `ends in the middle of ${name}`);
    done += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

/** A file of a bundle whose contents are not what the list says. */
export interface DamagedFile {
  readonly name: string;
  readonly want: string;
  readonly got: string;
}

/** Reads everything. */
export async function verifyBundle(bundle: OpenBundle): Promise<readonly DamagedFile[]> {
  const damaged: DamagedFile[] = [];
  for (const file of bundle.manifest.files) {
    const hash = createHash("sha256");
    for await (const piece of bundle.read(file)) hash.update(piece);
    const got = hash.digest("hex");
    if (got !== file.sha256) damaged.push({ name: file.name, want: file.sha256, got });
  }
  return damaged;
}

function invalid(path: string, why: string, cause?: unknown): AppError {
  return new AppError("BUNDLE_INVALID", `${path} ${why}`, cause === undefined ? {} : { cause });
}
