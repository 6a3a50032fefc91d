import { createPublicKey, type KeyObject } from "node:crypto";
import { spkiSha256 } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";

const minBits = 2048;
/** Larger keys let a stranger spend our CPU. */
const maxBits = 4096;
/** The DER of a 4096-bit key has 550 bytes. */
const maxDerBytes = 600;

/** A public key that came over the wire and was found to be one we certify. */
export interface RsaPublicKey {
  readonly key: KeyObject;
  /** DER SubjectPublicKeyInfo, the only encoding there is of it. */
  readonly der: Uint8Array;
  /** Hexadecimal SHA-256 of `der`. */
  readonly spkiSha256: string;
  /** Modulus, hexadecimal. */
  readonly modulus: string;
  readonly bits: number;
}

/** RSA, 2048 to 4096 bits, e = 65537, in canonical DER. Throws CERTIFICATE_REFUSED. Only OpenSSL sees the bytes. */
export function parseRsaPublicKey(der: Uint8Array): RsaPublicKey {
  if (der.length > maxDerBytes) throw refused(`has ${der.length} bytes, more than any key we certify`);
  const key = readKey(der);
  if (key.asymmetricKeyType !== "rsa") throw refused(`is of type ${key.asymmetricKeyType}; RSA is wanted`);
  const { modulusLength: bits = 0, publicExponent } = key.asymmetricKeyDetails ?? {};
  if (bits < minBits || bits > maxBits) throw refused(`has ${bits} bits; ${minBits} to ${maxBits} are wanted`);
  if (publicExponent !== 65_537n) throw refused(`has the exponent ${publicExponent}; 65537 is wanted`);
  const canonical = key.export({ type: "spki", format: "der" });
  // The hash of the key names its owner: one key must not have two names.
  if (!canonical.equals(der)) throw refused("is not in canonical DER");
  const modulus = Buffer.from(key.export({ format: "jwk" }).n ?? "", "base64url").toString("hex");
  return { key, der: canonical, spkiSha256: spkiSha256(canonical), modulus, bits };
}

function readKey(der: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
  } catch (cause) {
    throw refused("is not a DER SubjectPublicKeyInfo", cause);
  }
}

function refused(why: string, cause?: unknown): AppError {
  return new AppError("CERTIFICATE_REFUSED", `the public key ${why}`, { cause });
}
