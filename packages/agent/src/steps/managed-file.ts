import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";
import { accountIds } from "../host/accounts.ts";
import type { HostFiles } from "../host/host.ts";
import { lineDiff } from "./line-diff.ts";

/** A file that a step owns whole. */
export interface ManagedFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  readonly owner: string;
  /** Its text is never shown, not even a line of it. */
  readonly secret?: boolean;
}

export function managedFile(path: string, text: string, mode = 0o644, owner = "root"): ManagedFile {
  return { path, text, mode, owner };
}

/** What differs between the file that is and the one that is wanted: text, then mode and owner. */
export async function fileDrift(files: HostFiles, wanted: ManagedFile): Promise<readonly Drift[]> {
  const text = await files.read(wanted.path);
  if (text === undefined) return [{ what: wanted.path, have: "absent", want: "present", ...diffOf(wanted, "") }];
  const drift = text === wanted.text ? [] : [textDrift(wanted, text)];
  return [...drift, ...(await accessDrift(files, wanted))];
}

export async function filesDrift(files: HostFiles, wanted: readonly ManagedFile[]): Promise<readonly Drift[]> {
  return (await Promise.all(wanted.map((file) => fileDrift(files, file)))).flat();
}

export async function writeManagedFile(files: HostFiles, { path, text, mode, owner }: ManagedFile): Promise<void> {
  await files.write(path, text, { mode, owner });
}

function textDrift(wanted: ManagedFile, have: string): Drift {
  if (wanted.secret) return { what: wanted.path, have: "other contents", want: "the contents of the plan" };
  const [ours, theirs] = [wanted.text.split("\n"), have.split("\n")];
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  const line = at === -1 ? ours.length - 1 : at;
  return {
    what: `${wanted.path} line ${line + 1}`,
    have: shown(theirs[line]),
    want: shown(ours[line]),
    ...diffOf(wanted, have),
  };
}

/** A secret file shows not even what is the same. */
function diffOf({ text, secret }: ManagedFile, have: string): Pick<Drift, "diff"> {
  return secret ? {} : { diff: lineDiff(have, text) };
}

function shown(line: string | undefined): string {
  return line === undefined || line === "" ? "nothing" : line.trim().slice(0, 200);
}

/** Mode and owner of a path whose text is somebody else's matter. Links are judged by what they are, not by where they lead. */
export async function accessDrift(
  files: HostFiles,
  wanted: Pick<ManagedFile, "path" | "mode" | "owner">,
): Promise<readonly Drift[]> {
  const status = await files.status(wanted.path);
  if (!status || status.kind === "link") return [];
  const drift: Drift[] = [];
  if (status.mode !== wanted.mode) {
    drift.push({ what: `mode of ${wanted.path}`, have: octal(status.mode), want: octal(wanted.mode) });
  }
  if (status.uid !== (await userId(files, wanted.owner))) {
    drift.push({ what: `owner of ${wanted.path}`, have: `${status.uid}`, want: wanted.owner });
  }
  return drift;
}

/** Undefined for a user who is still to be made. */
async function userId(files: HostFiles, name: string): Promise<number | undefined> {
  try {
    return (await accountIds(files, name)).uid;
  } catch (error) {
    if (error instanceof AppError && error.code === "FILE_ACCESS_FAILED") return undefined;
    throw error;
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
