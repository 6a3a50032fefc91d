import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { promisify } from "node:util";
import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import { fileAccessFailed, isMissingFile } from "../journal/file-access.ts";
import { writeWhole } from "../journal/whole-file.ts";

const newKeyPair = promisify(generateKeyPair);

/** A new RSA key of 2048 bits, written as PKCS #8 PEM of mode 0600 before it is used for anything. */
export async function createKeyFile(file: string): Promise<KeyObject> {
  const { privateKey } = await newKeyPair("rsa", { modulusLength: 2_048, publicExponent: 65_537 });
  writeWhole(file, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  return privateKey;
}

/** `of` names the key in messages: "key of the fleet CA". Throws FILE_ACCESS_FAILED when others can read it, or nobody can. */
export function parseKeyFile(of: string, file: string, pem: string): KeyObject {
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new AppError("FILE_ACCESS_FAILED", `the ${of} is open to others: ${file}`, {
      hint: `run: chmod 600 ${file}`,
    });
  }
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
