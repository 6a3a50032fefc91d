import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import { fileAccessFailed, isMissingFile } from "../journal/file-access.ts";
import { isSealed, type Seal } from "../journal/seal.ts";
import { writeWhole } from "../journal/whole-file.ts";

const newKeyPair = promisify(generateKeyPair);

/** A new RSA key of 2048 bits, written as PKCS #8 PEM, sealed, of mode 0600, before it is used for anything. */
export async function createKeyFile(file: string, seal: Seal): Promise<KeyObject> {
  const { privateKey } = await newKeyPair("rsa", { modulusLength: 2_048, publicExponent: 65_537 });
  writeWhole(file, seal.seal(basename(file), privateKey.export({ type: "pkcs8", format: "pem" }).toString()));
  return privateKey;
}

/** Closes the keys of a directory that were written before it had a passphrase; done again, it goes on where it was stopped. */
export function sealKeyFiles(directory: string, seal: Seal): void {
  if (!seal.encrypts) return;
  for (const name of readdirSync(directory).filter((each) => each.endsWith(".key"))) {
    const file = join(directory, name);
    const text = readIfThere(file);
    if (text !== undefined && !isSealed(text)) writeWhole(file, seal.seal(name, text));
  }
}

/**
 * `of` names the key in messages: "key of the fleet CA". Throws STATE_SEALED, and FILE_ACCESS_FAILED when others can read
 * it, or nobody can.
 */
export function parseKeyFile(of: string, file: string, text: string, seal: Seal): KeyObject {
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new AppError("FILE_ACCESS_FAILED", `the ${of} is open to others: ${file}`, {
      hint: `run: chmod 600 ${file}`,
    });
  }
  const pem = seal.unseal(basename(file), text);
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw fileAccessFailed(`the ${of} cannot be read from ${file}`, cause);
  }
}

/** What was there and is gone is never made anew: a new key would not go with what hosts have. */
export function keyGone(of: string, file: string): AppError {
  return new AppError("FILE_ACCESS_FAILED", `the ${of} is gone: ${file}`, {
    hint: "restore it from a copy of the state directory; a new one would not go with what hosts were given before",
  });
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (isMissingFile(cause)) return undefined;
    throw fileAccessFailed(`${file} cannot be read`, cause);
  }
}

/**
 * As kubeadm writes keys itself. It reads PKCS #8 as well (ParsePrivateKeyPEM in client-go's util/keyutil), and so does
 * kube-controller-manager today; what all versions write, all versions read.
 */
export function pkcs1(key: KeyObject): Secret<string> {
  return new Secret(key.export({ type: "pkcs1", format: "pem" }).toString());
}
