import type { FileStatus } from "../../host/host.ts";
import type { UnitState } from "../../host/units.ts";
import { managedLine } from "../preflight/check.ts";

export interface SeenFile {
  /** Absent for what is no file, or could not be read as text. */
  readonly text?: string;
  readonly kind: FileStatus["kind"];
  readonly mode: number;
}

/** What the rules judge: read once, by path. What is not in it is not on the host. */
export interface Seen {
  readonly files: ReadonlyMap<string, SeenFile>;
  readonly units: readonly UnitState[];
  /** Names of network interfaces that have an address. */
  readonly interfaces: readonly string[];
  /** As uname -r prints it. */
  readonly kernel: string;
  readonly nowMs: number;
}

export function textOf({ files }: Seen, path: string): string | undefined {
  return files.get(path)?.text;
}

/** Unless a step of ours renders the file: then it is the plan's, and drift from it is told elsewhere. */
export function byHand(seen: Seen, path: string): string | undefined {
  const text = textOf(seen, path);
  return text?.includes(managedLine) ? undefined : text;
}

/** Files directly in a folder that no step of ours renders, whose name ends so. */
export function filesIn(seen: Seen, folder: string, ending = ""): readonly (readonly [path: string, text: string])[] {
  return [...seen.files.keys()].flatMap((path) => {
    const inside = path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes("/");
    const text = inside && path.endsWith(ending) ? byHand(seen, path) : undefined;
    return text === undefined ? [] : [[path, text] as const];
  });
}

/** Lines with their numbers, without comments and empty ones; spaces in a row count as one. */
export function codeLines(text: string): readonly { readonly number: number; readonly code: string }[] {
  return text
    .split("\n")
    .map((line, at) => ({
      number: at + 1,
      code: line
        .replace(/(?:^|\s)#.*$/, "")
        .trim()
        .replace(/\s+/g, " "),
    }))
    .filter(({ code }) => code !== "");
}
