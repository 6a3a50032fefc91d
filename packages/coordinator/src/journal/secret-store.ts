import { readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import { secretName } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { fileAccessFailed, isMissingFile } from "./file-access.ts";
import { plainSeal, type Seal } from "./seal.ts";
import { writeWhole } from "./whole-file.ts";

/** Small secrets of the cluster, by name: the VRRP password and its like. */
export interface SecretStore {
  /** The stored value; `make` is asked once, when there is none. Throws FILE_ACCESS_FAILED, STATE_SEALED or UNSUPPORTED. */
  getOrCreate(name: string, make: () => string): Secret<string>;
  get(name: string): Secret<string> | undefined;
  /** One that is not there is removed well. Throws FILE_ACCESS_FAILED. */
  remove(name: string): void;
  names(): readonly string[];
}

/** Version 1 is plain text, guarded by modes alone; version 2 is sealed. */
const stored = z.discriminatedUnion("version", [
  z.strictObject({ version: z.literal(1), value: z.string() }),
  z.strictObject({ version: z.literal(2), sealed: z.string() }),
]);
const versioned = z.looseObject({ version: z.int() });

/** Keeps each secret in a file of mode 0600 in `directory`, which must be closed to others. */
export function openSecretStore(directory: string, seal: Seal = plainSeal): SecretStore {
  const fileOf = (name: string): string => {
    if (secretName.safeParse(name).success) return join(directory, `${name}.json`);
    throw new AppError("INTERNAL", `not a name of a secret: ${JSON.stringify(name.slice(0, 100))}`);
  };
  const get = (name: string): Secret<string> | undefined => readSecret(fileOf(name), seal);
  return {
    get,
    getOrCreate(name, make) {
      const known = get(name);
      if (known) return known;
      const value = make();
      writeSecret(fileOf(name), value, seal);
      return new Secret(value);
    },
    remove: (name) => removeFile(fileOf(name)),
    names: () =>
      readdirSync(directory).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -".json".length)] : [])),
  };
}

/** Closes the secrets that were written before there was a passphrase; done again, it goes on where it was stopped. */
export function sealSecrets(directory: string, seal: Seal): void {
  if (!seal.encrypts) return;
  for (const name of readdirSync(directory).filter((each) => each.endsWith(".json"))) {
    const file = join(directory, name);
    const known = stored.safeParse(parseJson(readIfThere(file) ?? ""));
    if (known.success && known.data.version === 1) writeSecret(file, known.data.value, seal);
  }
}

function writeSecret(file: string, value: string, seal: Seal): void {
  const kept = seal.encrypts ? { version: 2, sealed: seal.seal(basename(file), value) } : { version: 1, value };
  writeWhole(file, `${JSON.stringify(kept)}\n`);
}

function removeFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (cause) {
    throw fileAccessFailed(`the secret ${file} cannot be removed`, cause);
  }
}

function readSecret(file: string, seal: Seal): Secret<string> | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const content = parseJson(text);
  const known = stored.safeParse(content);
  if (known.success) {
    const { data } = known;
    return new Secret(data.version === 1 ? data.value : seal.unseal(basename(file), data.sealed));
  }
  const other = versioned.safeParse(content);
  if (other.success && other.data.version > 2) {
    throw new AppError(
      "UNSUPPORTED",
      `the secret ${file} has format ${other.data.version}; this coordinator knows 1 and 2`,
      {
        hint: "install the version of the coordinator that wrote it, or a newer one",
      },
    );
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
