import { basename, dirname, resolve } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { sentenceIn } from "@quorate/shared/texts/sentence-in";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { parseSpecWithWarnings } from "../spec/parse-spec.ts";
import { note, type Surroundings } from "./surroundings.ts";
import { lookCommandWords } from "./words/look-command-words.ts";

/** cluster.yaml as the coordinator wants it: its text, and beside it every file that it names, one by one where it names a folder. */
export interface SpecFile {
  readonly text: string;
  /** The name it goes by in messages. */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly spec: ClusterSpec;
  readonly warnings: readonly string[];
}

/** Reads and judges a spec; "-" is standard input. Throws USAGE when there is no such file, SPEC_INVALID when it is wrong. */
export async function readSpec(path: string | undefined, around: Surroundings): Promise<SpecFile> {
  const words = lookCommandWords[around.environment.language];
  if (path === undefined) throw new AppError("USAGE", words.noFile, { hint: words.nameFile });
  const standard = path === "-";
  const text = standard ? await around.readStdin() : readText(path, around);
  const name = standard ? words.standardInput : basename(path);
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
  const { language } = around.environment;
  note(
    around,
    file.warnings.map((warning) => lookCommandWords[language].warning(sentenceIn(language, warning))),
  );
  return file;
}

function readText(path: string, around: Surroundings): string {
  try {
    return around.readFile(path);
  } catch (error) {
    throw unreadable(path, error, around);
  }
}

function unreadable(path: string, cause: unknown, { environment }: Surroundings): AppError {
  const words = lookCommandWords[environment.language];
  return new AppError("USAGE", words.cannotRead(path, reason(cause)), { cause, hint: words.nameFile });
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
