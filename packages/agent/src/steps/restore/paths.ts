import type { HostFiles, OriginalPath, Originals, PathState } from "../../host/host.ts";
import { pathState, printOf, sameState } from "../../host/path-state.ts";
import { type Account, done, leftAlone, nothing } from "./account.ts";
import { withoutOurLines } from "./our-lines.ts";

type FileState = Extract<PathState, { kind: "file" }>;

/** Deepest first, so that a directory is empty when its turn comes. */
export function restoreOrder(originals: readonly OriginalPath[]): readonly OriginalPath[] {
  const depth = ({ path }: OriginalPath) => path.split("/").length;
  return [...originals].sort((a, b) => depth(b) - depth(a) || (a.path < b.path ? -1 : 1));
}

/** Is the path kept, or below one that is, or a directory that must stay for one. */
export function isKept(path: string, keep: readonly string[]): boolean {
  return keep.some((each) => path === each || path.startsWith(`${each}/`) || each.startsWith(`${path}/`));
}

/** Puts one path back as it was. What somebody changed since stays, but for lines of ours in it. */
export async function restorePath(original: OriginalPath, originals: Originals): Promise<Account> {
  const { path, was, ours } = original;
  const files = originals.unrecorded;
  const have = await pathState(files, path);
  if (sameState(have, was)) return nothing;
  const print = printOf(have);
  // Without a print a program put it there that a step had started.
  const isOurs = ours.length === 0 || ours.includes(print) || print === printOf(was);
  if (!isOurs) return leaveChanged(path, have, files);
  switch (was.kind) {
    case "absent":
      return removeOurs(path, have, files);
    case "link":
      if (have.kind === "directory") return leftAlone(`${path} was a link and is a directory now`);
      await files.link(path, was.target);
      return done(`put the link ${path} back`);
    case "directory":
      if (have.kind !== "directory") return leftAlone(`${path} was a directory and is not there any more`);
      await files.makeDirectory(path, { mode: was.mode, owner: was });
      return done(`gave ${path} its mode and owner back`);
    case "file":
      return restoreFile(path, was, have, originals);
    case "other":
      return leftAlone(`${path} was too large or too special to be recorded, and stays as it is`);
  }
}

async function restoreFile(path: string, was: FileState, have: PathState, originals: Originals): Promise<Account> {
  const contents = await originals.contents(path);
  if (!contents || have.kind === "directory") return leftAlone(`${path} could not be put back`);
  // Writing would follow a link.
  if (have.kind === "link") await originals.unrecorded.remove(path);
  await originals.unrecorded.write(path, contents, { mode: was.mode, owner: was });
  return done(`put ${path} back as it was`);
}

async function removeOurs(path: string, have: PathState, files: HostFiles): Promise<Account> {
  if (have.kind === "other") return leftAlone(`${path} is neither a file nor a directory`);
  if (have.kind !== "directory") {
    await files.remove(path);
    return done(`removed ${path}`);
  }
  if (await files.removeDirectory(path)) return done(`removed ${path}`);
  const names = (await files.list(path)) ?? [];
  const shown = names.slice(0, 5).join(", ");
  return leftAlone(`${path} is not empty: ${shown}${names.length > 5 ? " and more" : ""}`);
}

async function leaveChanged(path: string, have: PathState, files: HostFiles): Promise<Account> {
  if (have.kind === "absent") return leftAlone(`${path} was removed by somebody since`);
  const text = have.kind === "file" ? await files.read(path) : undefined;
  const without = text === undefined ? undefined : withoutOurLines(text);
  if (have.kind !== "file" || without === undefined || without === text) {
    return leftAlone(`${path} was changed by somebody since, and stays as it is`);
  }
  await files.write(path, without, { mode: have.mode, owner: have });
  return {
    did: [`took our lines out of ${path}`],
    left: [`${path} was changed by somebody since: all other lines stay`],
  };
}
