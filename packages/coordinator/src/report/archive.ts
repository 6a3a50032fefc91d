import { gzipSync } from "node:zlib";
import { tarEnd, tarHeader, tarPadding } from "../bundle/tar.ts";

export interface ArchiveFile {
  /** Relative, with "/" between its parts. */
  readonly path: string;
  readonly text: string;
}

/** A .tar.gz of these files, all of mode 0600. */
export function tarGz(files: readonly ArchiveFile[], mtimeMs: number): Buffer {
  const entries = files.flatMap(({ path, text }) => {
    const contents = Buffer.from(text, "utf8");
    const header = tarHeader({ path, bytes: contents.length }, mtimeMs, 0o600);
    return [header, contents, Buffer.alloc(tarPadding(contents.length))];
  });
  return gzipSync(Buffer.concat([...entries, tarEnd]));
}
