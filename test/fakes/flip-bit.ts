import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** Turns one bit of a file, `further` bytes behind the last place where this text stands; once more turns it back. */
export function flipBit(file: string, text: string, further = 0): void {
  const bytes = readFileSync(file);
  const at = bytes.lastIndexOf(text) + further;
  const handle = openSync(file, "r+");
  writeSync(handle, Uint8Array.of((bytes[at] ?? 0) ^ 1), 0, 1, at);
  closeSync(handle);
}
