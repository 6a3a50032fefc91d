import { readFile } from "node:fs/promises";

/** A file's text; nothing when it cannot be read. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return "";
  }
}
