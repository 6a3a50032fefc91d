import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { AppError } from "@quorate/shared/errors";
import type { HostFiles } from "../host/host.ts";

const modulusLength = 2_048;

/**
 * The agent's key: made here, kept before anybody is told of it, never sent. The token is bound to the first key it comes
 * with, so a try after a crash must come with the same one.
 */
export async function ensureAgentKey(files: HostFiles, path: string): Promise<KeyObject> {
  const kept = await files.read(path);
  if (kept !== undefined) return readKey(path, kept);
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength });
  await files.makeDirectory(dirname(path), { mode: 0o700 });
  await files.write(path, privateKey.export({ type: "pkcs8", format: "pem" }).toString(), { mode: 0o600 });
  return privateKey;
}

function readKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): AppError {
  return new AppError("AGENT_NOT_ENROLLED", `${path} holds no private key`, {
    cause,
    hint: `remove ${path} and enrol again with a new token`,
  });
}
