import { createHash } from "node:crypto";
import type { HostFiles, PathState } from "./host.ts";

type Files = Pick<HostFiles, "status" | "readBytes" | "readLink">;

/** What is at a path now. */
export async function pathState(files: Files, path: string): Promise<PathState> {
  const status = await files.status(path);
  if (!status) return { kind: "absent" };
  const { kind, mode, uid, gid } = status;
  switch (kind) {
    case "directory":
      return { kind, mode, uid, gid };
    case "link":
      return { kind, target: (await files.readLink(path)) ?? "" };
    case "file": {
      const bytes = await files.readBytes(path);
      return bytes ? { kind, mode, uid, gid, sha256: sha256(bytes) } : { kind: "absent" };
    }
    case "other":
      return { kind };
  }
}

/** Tells contents apart, not who may read them. */
export function printOf(state: PathState): string {
  if (state.kind === "file") return `file ${state.sha256}`;
  return state.kind === "link" ? `link ${state.target}` : state.kind;
}

/** The print of a file that will hold these contents. */
export function filePrint(contents: string | Uint8Array): string {
  return `file ${sha256(contents)}`;
}

export function sameState(a: PathState, b: PathState): boolean {
  if (printOf(a) !== printOf(b)) return false;
  if (!("mode" in a) || !("mode" in b)) return true;
  return a.mode === b.mode && a.uid === b.uid && a.gid === b.gid;
}

function sha256(contents: string | Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}
