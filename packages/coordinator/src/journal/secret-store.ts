import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import { secretName } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { fileAccessFailed, isMissingFile } from "./file-access.ts";
import { writeWhole } from "./whole-file.ts";

/** Small secrets of the cluster, by name: the VRRP password and its like. */
export interface SecretStore {
  /** The stored value; `make` is asked once, when there is none. Throws FILE_ACCESS_FAILED or UNSUPPORTED. */
  getOrCreate(name: string, make: () => string): Secret<string>;
  get(name: string): Secret<string> | undefined;
}

/** Version 1 is plain text, guarded by modes alone; a sealed value will be another version. */
const stored = z.strictObject({ version: z.literal(1), value: z.string() });
const versioned = z.looseObject({ version: z.int() });

/** Keeps each secret in a file of mode 0600 in `directory`, which must be closed to others. */
export function openSecretStore(directory: string): SecretStore {
  const fileOf = (name: string): string => {
    if (secretName.safeParse(name).success) return join(directory, `${name}.json`);
    throw new AppError("INTERNAL", `not a name of a secret: ${JSON.stringify(name.slice(0, 100))}`);
  };
  const get = (name: string): Secret<string> | undefined => readSecret(fileOf(name));
  return {
    get,
    getOrCreate(name, make) {
      const known = get(name);
      if (known) return known;
      const value = make();
      writeWhole(fileOf(name), `${JSON.stringify({ version: 1, value })}\n`);
      return new Secret(value);
    },
  };
}

function readSecret(file: string): Secret<string> | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const content = parseJson(text);
  const known = stored.safeParse(content);
  if (known.success) return new Secret(known.data.value);
  const other = versioned.safeParse(content);
  if (other.success && other.data.version !== 1) {
    throw new AppError("UNSUPPORTED", `the secret ${file} has format ${other.data.version}; this coordinator knows 1`, {
      hint: "install the version of the coordinator that wrote it, or a newer one",
    });
  }
  // Neither the parser's message nor the text: both would show the secret.
  throw new AppError("FILE_ACCESS_FAILED", `the secret ${file} is damaged`, {
    hint: "restore it from a copy of the state directory",
  });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (isMissingFile(cause)) return undefined;
    throw fileAccessFailed(`the secret ${file} cannot be read`, cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
