import { gzipSync } from "node:zlib";

export interface ArchiveFile {
  /** Relative, at most 100 bytes, with "/" between its parts. */
  readonly path: string;
  readonly text: string;
}

const blockBytes = 512;

/** A .tar.gz of these files, all of mode 0600. In the format that every tar reads (POSIX.1-1988, ustar). */
export function tarGz(files: readonly ArchiveFile[], mtimeMs: number): Buffer {
  const entries = files.flatMap(({ path, text }) => {
    const contents = Buffer.from(text, "utf8");
    const padding = Buffer.alloc((blockBytes - (contents.length % blockBytes)) % blockBytes);
    return [header(path, contents.length, mtimeMs), contents, padding];
  });
  // Two blocks of zeros end an archive.
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * blockBytes)]));
}

function header(path: string, bytes: number, mtimeMs: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  const name = Buffer.from(path, "utf8");
  if (name.length > 100) throw new RangeError(`the path is too long for an archive: ${path}`);
  const octal = (value: number, digits: number): string => `${Math.floor(value).toString(8).padStart(digits, "0")}\0`;
  name.copy(block, 0);
  block.write(octal(0o600, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(bytes, 11), 124);
  block.write(octal(mtimeMs / 1_000, 11), 136);
  // The checksum counts its own field as spaces.
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\u000000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
