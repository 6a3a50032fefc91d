import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { AppError } from "@quorate/shared/errors";
import { fileTrouble } from "./file-trouble.ts";
import type { DownloadOptions, DownloadResult, SaveOptions } from "./host.ts";
import { removeLeftovers, temporaryName } from "./temporary-name.ts";

/** See HostNetwork.download for what it promises. */
export async function download(url: string, path: string, options: DownloadOptions): Promise<DownloadResult> {
  options.signal?.throwIfAborted();
  const late = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  const temporary = join(dirname(path), temporaryName(basename(path)));
  await prepareFolder(path);
  try {
    const result = await write(await openUrl(url, signal), temporary, options.maxBytes, signal);
    await rename(temporary, path);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    options.signal?.throwIfAborted();
    const why = late.aborted ? `it was not there within ${options.timeoutMs / 1000} s` : reason(error);
    throw failed(url, why, error);
  }
}

/** See HostNetwork.save for what it promises. */
export async function save(
  source: AsyncIterable<Uint8Array>,
  path: string,
  { sha256, signal }: SaveOptions,
): Promise<DownloadResult> {
  const temporary = join(dirname(path), temporaryName(basename(path)));
  try {
    await prepareFolder(path);
    const result = await write(Readable.from(source), temporary, Number.MAX_SAFE_INTEGER, signal);
    if (result.sha256 === sha256) {
      await chmod(temporary, 0o644);
      await rename(temporary, path);
    }
    return result;
  } catch (error) {
    signal?.throwIfAborted();
    throw fileTrouble("write", path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Half a download of an agent that died is of no use to anybody. */
async function prepareFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await removeLeftovers(dirname(path), basename(path));
}

function failed(url: string, why: string, cause: unknown): AppError {
  return new AppError("STEP_COMMAND_FAILED", `cannot download ${url}: ${why}`, {
    cause,
    hint: "is the address right, and can the host reach it?",
  });
}

async function openUrl(url: string, signal: AbortSignal): Promise<Readable> {
  if (url.startsWith("file:")) return createReadStream(fileURLToPath(url), { signal });
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) throw new Error(`the server answers ${response.status} ${response.statusText}`);
  return Readable.from(response.body);
}

async function write(
  source: Readable,
  path: string,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<DownloadResult> {
  const hash = createHash("sha256");
  const file = await open(path, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const chunk of source) {
      signal?.throwIfAborted();
      const piece: Buffer = chunk;
      bytes += piece.length;
      if (bytes > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.sync();
  } finally {
    source.destroy();
    await file.close();
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** fetch hides what happened to the connection in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
