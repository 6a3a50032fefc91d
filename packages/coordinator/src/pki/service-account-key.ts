import { createPublicKey } from "node:crypto";
import { spkiSha256 } from "@quorate/shared/ca-hash";
import type { Secret } from "@quorate/shared/secret";
import type { Seal } from "../journal/seal.ts";
import { createKeyFile, keyGone, parseKeyFile, pkcs1, readIfThere } from "./key-file.ts";
import type { KnownAuthorities } from "./known-authorities.ts";

/** Signs the tokens of service accounts; the same pair on every control-plane host, or one refuses what another signed. */
export interface ServiceAccountKey {
  /** PKCS #1 PEM, as kubeadm writes it. */
  readonly privatePem: Secret<string>;
  /** SubjectPublicKeyInfo PEM. */
  readonly publicPem: string;
}

/** Made at its first use, and never again: every token that was signed before would be worth nothing. */
export async function openServiceAccountKey(
  name: string,
  file: string,
  known: KnownAuthorities,
  seal: Seal,
): Promise<ServiceAccountKey> {
  const of = "key of the service accounts";
  const stored = readIfThere(file);
  if (stored === undefined && known.hashOf(name) !== undefined) throw keyGone(of, file);
  const key = stored === undefined ? await createKeyFile(file, seal) : parseKeyFile(of, file, stored, seal);
  const publicKey = createPublicKey(key);
  const hash = `sha256:${spkiSha256(publicKey.export({ type: "spki", format: "der" }))}`;
  known.refuseOther(name, hash, of);
  known.remember(name, hash);
  return { privatePem: pkcs1(key), publicPem: publicKey.export({ type: "spki", format: "pem" }).toString() };
}
