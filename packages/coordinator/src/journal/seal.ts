import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import { z } from "zod";
import { fileAccessFailed, isMissingFile } from "./file-access.ts";
import { type FileOwner, writeWhole } from "./whole-file.ts";

/** Closes what must not be read from a copy of the disk. */
export interface Seal {
  /** False: everything stays plain, guarded by modes alone. */
  readonly encrypts: boolean;
  /** `name` is the file's: a text that was moved to another file does not open there. */
  seal(name: string, text: string): string;
  /** Plain text passes as it is. Throws STATE_SEALED or FILE_ACCESS_FAILED. */
  unseal(name: string, text: string): string;
}

const prefix = "quorate-sealed-v1:";
const nonceBytes = 12;
const tagBytes = 16;
const shortestPassphrase = 12;

export function isSealed(text: string): boolean {
  return text.startsWith(prefix);
}

/** OWASP's password storage cheat sheet, for scrypt: N = 2^17, r = 8, p = 1; 128 MiB and about half a second. */
const usualCost = 2 ** 17;

const content = z.strictObject({
  version: z.literal(1),
  kdf: z.literal("scrypt"),
  /** Bounded: a file that somebody changed must not take all memory. */
  cost: z.literal([2 ** 14, 2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18, 2 ** 19, 2 ** 20]),
  salt: z.base64(),
  /** The key that seals the files, sealed by what the passphrase gives. */
  key: z.string(),
});
type SealFile = z.infer<typeof content>;

export const sealFileOf = (stateDir: string): string => join(stateDir, "seal.json");

/**
 * The seal of a state directory. One that has none gets one when a passphrase is given; one that has one never goes on
 * without. Rejects STATE_SEALED for a missing or wrong passphrase, USAGE for a poor one, FILE_ACCESS_FAILED. Nothing is then changed.
 */
export async function openSeal(
  stateDir: string,
  passphrase: Secret<string> | undefined,
  cost: SealFile["cost"] = usualCost,
): Promise<Seal> {
  const file = sealFileOf(stateDir);
  const stored = readSealFile(file);
  if (passphrase === undefined) {
    if (stored)
      throw new AppError("STATE_SEALED", `the keys in ${stateDir} are encrypted, and no passphrase was given`);
    return plainSeal;
  }
  if (stored) return keyedSeal(unwrapped(stored, await derived(passphrase, stored), file));
  refuseWeak(passphrase);
  const key = randomBytes(32);
  await writeSealFile(file, key, { passphrase, cost });
  return keyedSeal(key);
}

/**
 * Puts `next` in the place of `present`. The key that seals the files stays and is sealed anew, in one file that is replaced
 * whole: whenever this ends, all is under one of the two. Nobody else may hold the directory. Rejects USAGE for a state
 * that is plain and for a poor or an unchanged passphrase, STATE_SEALED for a wrong one, FILE_ACCESS_FAILED; nothing is then changed.
 */
export async function changePassphrase(
  stateDir: string,
  present: Secret<string>,
  next: Secret<string>,
  cost: SealFile["cost"] = usualCost,
): Promise<void> {
  const file = sealFileOf(stateDir);
  const stored = readSealFile(file);
  if (!stored) throw notSealed(stateDir);
  if (next.reveal().normalize("NFC") === present.reveal().normalize("NFC")) {
    throw new AppError("USAGE", "the new passphrase is the present one; nothing was changed", {
      hint: "name two different files, or type a new passphrase",
    });
  }
  refuseWeak(next);
  const key = unwrapped(stored, await derived(present, stored), file);
  // Root may do it for the user of a service, who must be able to read it afterwards.
  await writeSealFile(file, key, { passphrase: next, cost, owner: statSync(file) });
}

export const notSealed = (stateDir: string): AppError =>
  new AppError("USAGE", `the keys in ${stateDir} are not encrypted, so there is no passphrase to change`, {
    hint: "the next coordinator that is started with --ca-passphrase-file FILE encrypts them",
  });

function refuseWeak(passphrase: Secret<string>): void {
  if (passphrase.reveal().length >= shortestPassphrase) return;
  throw new AppError("USAGE", `the passphrase is shorter than ${shortestPassphrase} characters; nothing was changed`, {
    hint: "take a long random one, as in: openssl rand -base64 24",
  });
}

interface SealedBy {
  readonly passphrase: Secret<string>;
  readonly cost: SealFile["cost"];
  readonly owner?: FileOwner;
}

/** With a salt of its own each time. */
async function writeSealFile(file: string, key: Buffer, { passphrase, cost, owner }: SealedBy): Promise<void> {
  const made = { version: 1, kdf: "scrypt", cost, salt: randomBytes(16).toString("base64") } as const;
  const wrapped = encrypt(await derived(passphrase, made), "key", key);
  writeWhole(file, `${JSON.stringify({ ...made, key: wrapped }, null, 2)}\n`, owner);
}

export const plainSeal: Seal = {
  encrypts: false,
  seal: (_name, text) => text,
  unseal: (name, text) => {
    if (!isSealed(text)) return text;
    throw new AppError(
      "STATE_SEALED",
      `${name} is encrypted, and the state directory has no seal.json to open it with`,
      {
        hint: "restore seal.json from a copy of the state directory",
      },
    );
  },
};

function keyedSeal(key: Buffer): Seal {
  return {
    encrypts: true,
    seal: (name, text) => encrypt(key, name, Buffer.from(text)),
    unseal: (name, text) => {
      if (!isSealed(text)) return text;
      const plain = decrypt(key, name, text);
      if (plain) return plain.toString("utf8");
      throw new AppError("FILE_ACCESS_FAILED", `${name} is damaged, or was sealed for another place`, {
        hint: "restore it from a copy of the state directory",
      });
    },
  };
}

function unwrapped(stored: SealFile, wrapping: Buffer, file: string): Buffer {
  const key = decrypt(wrapping, "key", stored.key);
  if (key) return key;
  throw new AppError("STATE_SEALED", `the passphrase does not open ${file}; nothing was changed`, {
    hint: "give the passphrase that the state was encrypted with; there is no way in without it",
  });
}

function derived(passphrase: Secret<string>, { cost, salt }: Pick<SealFile, "cost" | "salt">): Promise<Buffer> {
  const options: ScryptOptions = { cost, blockSize: 8, parallelization: 1, maxmem: 256 * cost * 8 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.reveal().normalize("NFC"), Buffer.from(salt, "base64"), 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function encrypt(key: Buffer, name: string, plain: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(`${prefix}${name}`));
  const bytes = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${prefix}${bytes.toString("base64")}`;
}

/** Undefined: not by this key, not for this name, or not what was written. */
function decrypt(key: Buffer, name: string, text: string): Buffer | undefined {
  const bytes = Buffer.from(text.slice(prefix.length).trim(), "base64");
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const [nonce, sealed, tag] = [
    bytes.subarray(0, nonceBytes),
    bytes.subarray(nonceBytes, -tagBytes),
    bytes.subarray(-tagBytes),
  ];
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(`${prefix}${name}`)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return undefined;
  }
}

function readSealFile(file: string): SealFile | undefined {
  try {
    return content.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    if (isMissingFile(cause)) return undefined;
    throw fileAccessFailed(`${file} cannot be read`, cause);
  }
}
