import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { AppError } from "@quorate/shared/errors";

/** A file of this machine, or what is fetched to `path`; resolves with where it is. Rejects BUNDLE_INCOMPLETE and DOWNLOAD_MISMATCH. */
export async function download(url: string, sha256: string, path: string): Promise<string> {
  const isHere = url.startsWith("file:");
  const place = isHere ? fileURLToPath(url) : path;
  const got = await (isHere ? hashFile(place) : fetched(url, place)).catch((cause: unknown) => {
    const why =
      cause instanceof Error
        ? `${cause.message}${cause.cause instanceof Error ? `: ${cause.cause.message}` : ""}`
        : cause;
    throw new AppError("BUNDLE_INCOMPLETE", `cannot have ${url}: ${why}`, { cause });
  });
  if (got === sha256) return place;
  throw new AppError("DOWNLOAD_MISMATCH", `${url} has the sha256 ${got}, not ${sha256}`);
}

async function fetched(url: string, place: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`the server answers ${response.status} ${response.statusText}`);
  await pipeline(Readable.from(response.body), createWriteStream(place, { mode: 0o644 }));
  return await hashFile(place);
}

/** Hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
