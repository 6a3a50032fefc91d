import { basename, dirname, resolve } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { parseSpecWithWarnings } from "../spec/parse-spec.ts";
import { note, type Surroundings } from "./surroundings.ts";

/** cluster.yaml as the coordinator wants it: its text, and beside it every file that it names, one by one where it names a folder. */
export interface SpecFile {
  readonly text: string;
  /** The name it goes by in messages. */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly spec: ClusterSpec;
  readonly warnings: readonly string[];
}

const nameIt = "name one with -f FILE; `coordinator init IP IP IP --vip IP > cluster.yaml` writes one";

/** Reads and judges a spec; "-" is standard input. Throws USAGE when there is no such file, SPEC_INVALID when it is wrong. */
export async function readSpec(path: string | undefined, around: Surroundings): Promise<SpecFile> {
  if (path === undefined) throw new AppError("USAGE", "no cluster.yaml is named", { hint: nameIt });
  const standard = path === "-";
  const text = standard ? await around.readStdin() : readText(path, around);
  const name = standard ? "standard input" : basename(path);
  const folder = standard ? "." : dirname(path);
  const files: Record<string, string> = {};
  const readFile = (named: string): string | undefined => {
    const content = unlessAbsent(() => around.readFile(resolve(folder, named)));
    if (content !== undefined) files[named] = content;
    return content;
  };
  const listFiles = (named: string) => unlessAbsent(() => around.listFolder(resolve(folder, named)));
  const { spec, warnings } = parseSpecWithWarnings(text, name, { readFile, listFiles });
  return { text, name, files, spec, warnings };
}

/** As `readSpec`; what is doubtful is said on standard error. */
export async function readSpecAndWarn(path: string | undefined, around: Surroundings): Promise<SpecFile> {
  const file = await readSpec(path, around);
  note(
    around,
    file.warnings.map((warning) => `warning: ${warning}`),
  );
  return file;
}

function readText(path: string, around: Surroundings): string {
  try {
    return around.readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError("USAGE", `cannot read ${path}: ${reason(cause)}`, { cause, hint: nameIt });
}

/** Nothing of that name, or a folder where a file is asked for and the other way round. */
const absent = ["ENOENT", "EISDIR", "ENOTDIR"];

function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && absent.includes(String(error.code))) return undefined;
    throw error;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/, \w+ '.*'$/, "") : String(error);
}
