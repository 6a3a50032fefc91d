import { chmodSync, copyFileSync, lutimesSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Format, PackageContent, PackageFile } from "./package-content.ts";

/** What goes into a package of this format. */
export const filesFor = ({ files }: PackageContent, format: Format): readonly PackageFile[] =>
  files.filter(({ only }) => only === undefined || only === format);

/** Lays a package's files under a folder as they will lie under /, with every time and mode the same wherever it is built. */
export function stage(content: PackageContent, format: Format, folder: string): void {
  for (const { path, content: what, executable } of filesFor(content, format)) {
    const place = makeWay(folder, path);
    if ("copy" in what) copyFileSync(what.copy, place);
    else writeFileSync(place, what.bytes);
    chmodSync(place, executable ? 0o755 : 0o644);
  }
  for (const [path, target] of Object.entries(content.links)) symlinkSync(target, makeWay(folder, path));
  for (const path of content.folders) mkdirSync(join(folder, path), { recursive: true });
  settle(folder, content.seconds);
}

function makeWay(folder: string, path: string): string {
  const place = join(folder, path);
  mkdirSync(dirname(place), { recursive: true });
  return place;
}

/** From the leaves up, since making a file changes the time of its folder. */
export function settle(place: string, seconds: number): void {
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const path = join(place, entry.name);
    if (entry.isDirectory()) settle(path, seconds);
    else lutimesSync(path, seconds, seconds);
  }
  chmodSync(place, 0o755);
  lutimesSync(place, seconds, seconds);
}
