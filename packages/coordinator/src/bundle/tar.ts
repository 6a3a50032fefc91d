/** The format that every tar reads: POSIX.1-1988, ustar. */
export const tarBlock = 512;
/** Two blocks of zeros end an archive. */
export const tarEnd: Buffer = Buffer.alloc(2 * tarBlock);

export interface TarEntry {
  /** Relative, with "/" between its parts; at most 100 bytes after a folder of at most 155. */
  readonly path: string;
  readonly bytes: number;
}

/** Zeros up to the next block. */
export function tarPadding(bytes: number): number {
  return (tarBlock - (bytes % tarBlock)) % tarBlock;
}

export function tarHeader({ path, bytes }: TarEntry, mtimeMs: number, mode: number): Buffer {
  const block = Buffer.alloc(tarBlock);
  const { prefix, name } = split(path);
  const octal = (value: number, digits: number): string => `${Math.floor(value).toString(8).padStart(digits, "0")}\0`;
  block.write(name, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(bytes, 11), 124);
  block.write(octal(mtimeMs / 1_000, 11), 136);
  block.write("0", 156);
  block.write("ustar\u000000", 257);
  block.write(prefix, 345);
  block.write(`${sumOf(block).toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** Undefined at the end of an archive. Throws RangeError for what is no header of a plain file. */
export function readTarHeader(block: Buffer): TarEntry | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (octalAt(block, 148, 8) !== sumOf(block)) throw new RangeError("a header of the archive is damaged");
  const [prefix, name] = [textAt(block, 345, 155), textAt(block, 0, 100)];
  const path = prefix === "" ? name : `${prefix}/${name}`;
  if (!["0", ""].includes(textAt(block, 156, 1))) throw new RangeError(`${path} is no plain file`);
  return { path, bytes: octalAt(block, 124, 12) };
}

function split(path: string): { readonly prefix: string; readonly name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: "", name: path };
  const at = path.lastIndexOf("/");
  const [prefix, name] = [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
  if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  throw new RangeError(`the path is too long for an archive: ${path}`);
}

/** The sum counts its own field as spaces. */
function sumOf(block: Buffer): number {
  return block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function textAt(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString("utf8");
}

function octalAt(block: Buffer, at: number, length: number): number {
  const text = textAt(block, at, length).trim();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}
