import { createPrivateKey, generateKeyPair, hash, type KeyObject } from "node:crypto";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import { z } from "zod";
import type { HostFiles } from "../host/host.ts";

const modulusLength = 2_048;

/** Never sent, never printed. */
export async function newAgentKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)("rsa", { modulusLength })).privateKey;
}

export function keyText(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

const kept = z.strictObject({ tokenSha256: z.string(), keyPem: z.string() });

/**
 * The key to enrol with: made here, kept before anybody is told of it. A token is bound to the first key it comes with, so
 * a try after a crash must come with the same one; another token gets another key, which a revocation does not reach.
 */
export async function ensureEnrolKey(files: HostFiles, path: string, token: Secret<string>): Promise<KeyObject> {
  const tokenSha256 = hash("sha256", token.reveal(), "hex");
  const text = await files.read(path);
  const known = text === undefined ? undefined : readKey(text);
  if (text !== undefined && known === undefined) throw unusable(path);
  if (known?.tokenSha256 === tokenSha256) return known.key;
  const key = await newAgentKey();
  await files.makeDirectory(dirname(path), { mode: 0o700 });
  await files.write(path, `${JSON.stringify({ tokenSha256, keyPem: keyText(key) })}\n`, { mode: 0o600 });
  return key;
}

function readKey(text: string): { readonly tokenSha256: string; readonly key: KeyObject } | undefined {
  try {
    const { tokenSha256, keyPem } = kept.parse(JSON.parse(text));
    return { tokenSha256, key: createPrivateKey(keyPem) };
  } catch {
    return undefined;
  }
}

/** Without the parser's message: it would show the key. */
function unusable(path: string): AppError {
  return new AppError("AGENT_NOT_ENROLLED", `${path} holds no private key`, {
    hint: `remove ${path} and enrol again with a new token`,
  });
}
