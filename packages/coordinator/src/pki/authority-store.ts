import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Clock, systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { type Authority, authority } from "@quorate/shared/step/certificates";
import { fileAccessFailed, isMissingFile } from "../journal/file-access.ts";
import { writeWhole } from "../journal/whole-file.ts";
import { CertificateAuthority, signAuthority } from "./certificate-authority.ts";
import { type KnownAuthorities, openKnownAuthorities } from "./known-authorities.ts";

/** fleet: agents and the coordinator itself; the others sign what steps ask for. */
export type AuthorityName = Authority | "fleet";
export const authorityNames: readonly AuthorityName[] = ["fleet", ...authority.options];

export interface AuthorityStore {
  /**
   * The CA, made at its first use. Throws UNSUPPORTED, CERTIFICATE_INVALID, CA_MISMATCH or FILE_ACCESS_FAILED,
   * and again at the next call, until somebody mended the files.
   */
  get(name: AuthorityName): Promise<CertificateAuthority>;
}

interface Place {
  readonly name: AuthorityName;
  readonly keyFile: string;
  readonly certificateFile: string;
}

const newKeyPair = promisify(generateKeyPair);

/** `directory` must be closed to others. Keys are PKCS #8 PEM of mode 0600. */
export function openAuthorityStore(directory: string, clock: Pick<Clock, "wallMs"> = systemClock): AuthorityStore {
  const known = openKnownAuthorities(join(directory, "known.json"));
  const opened = new Map<AuthorityName, Promise<CertificateAuthority>>();
  return {
    get(name) {
      const before = opened.get(name);
      if (before) return before;
      const base = join(directory, name);
      const opening = loadOrCreate({ name, keyFile: `${base}.key`, certificateFile: `${base}.crt` }, known, clock);
      opened.set(name, opening);
      opening.catch(() => opened.delete(name));
      return opening;
    },
  };
}

/**
 * The key is written first. A key without its certificate is a pair that a crash cut in half, or a certificate somebody
 * removed; both are mended in the same safe way: the same key signs itself again, and what was issued before still
 * verifies, since leaves name the CA by its name and the hash of its key. Nothing else is ever made anew: a CA that was
 * known and is gone would leave hosts with certificates that no new one goes with.
 */
async function loadOrCreate(
  place: Place,
  known: KnownAuthorities,
  clock: Pick<Clock, "wallMs">,
): Promise<CertificateAuthority> {
  const stored = { key: readIfThere(place.keyFile), certificate: readIfThere(place.certificateFile) };
  if (stored.key === undefined) refuseLost(place, stored.certificate, known);
  const key = stored.key === undefined ? await createKey(place) : parseKey(place, stored.key);
  const certificate = stored.certificate ?? signAuthority(place.name, key, clock);
  const opened = new CertificateAuthority({ name: place.name, certificatePem: certificate, key, clock });
  known.refuseOther(place.name, opened.caHash);
  if (stored.certificate === undefined) writeWhole(place.certificateFile, certificate);
  known.remember(place.name, opened.caHash);
  return opened;
}

function refuseLost(place: Place, certificate: string | undefined, known: KnownAuthorities): void {
  if (certificate === undefined && known.hashOf(place.name) === undefined) return;
  throw new AppError("FILE_ACCESS_FAILED", `the key of the ${place.name} CA is gone: ${place.keyFile}`, {
    hint: "restore it from a copy of the state directory; a new CA would not go with the certificates that hosts have",
  });
}

async function createKey({ keyFile }: Place): Promise<KeyObject> {
  const { privateKey } = await newKeyPair("rsa", { modulusLength: 2_048, publicExponent: 65_537 });
  writeWhole(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  return privateKey;
}

function parseKey({ name, keyFile }: Place, pem: string): KeyObject {
  if ((statSync(keyFile).mode & 0o077) !== 0) {
    throw new AppError("FILE_ACCESS_FAILED", `the key of the ${name} CA is open to others: ${keyFile}`, {
      hint: `run: chmod 600 ${keyFile}`,
    });
  }
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw fileAccessFailed(`the key of the ${name} CA cannot be read from ${keyFile}`, cause);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (isMissingFile(cause)) return undefined;
    throw fileAccessFailed(`${file} cannot be read`, cause);
  }
}
