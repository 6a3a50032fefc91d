import { basename, dirname, resolve } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { parseSpecWithWarnings } from "../spec/parse-spec.ts";
import type { Surroundings } from "./surroundings.ts";

/** cluster.yaml as the coordinator wants it: its text, and beside it every file that it names. */
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
    const content = optionalText(resolve(folder, named), around);
    if (content !== undefined) files[named] = content;
    return content;
  };
  const { spec, warnings } = parseSpecWithWarnings(text, name, { readFile });
  return { text, name, files, spec, warnings };
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

function optionalText(path: string, around: Surroundings): string | undefined {
  try {
    return around.readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/, \w+ '.*'$/, "") : String(error);
}
