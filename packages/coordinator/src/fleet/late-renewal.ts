import { X509Certificate } from "node:crypto";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { CertificateAuthority } from "../pki/certificate-authority.ts";
import { verifyFormerKey } from "../pki/possession.ts";
import { identityIn } from "./agent-identity.ts";
import { enrolAgain } from "./key-refused.ts";
import type { RenewalDesk } from "./renewal-desk.ts";

export interface LateRenewalRequest {
  /** The certificate that expired, DER, from the wire. */
  readonly certificate: Buffer;
  /** The new key, DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** By the new key, and by that of the certificate, over the bytes that enrol.proto names. */
  readonly signature: Buffer;
  readonly formerSignature: Buffer;
  /** IP address of the sender, without port. */
  readonly from: string;
}

export interface LateRenewalPorts {
  readonly fleetAuthority: CertificateAuthority;
  readonly desk: Pick<RenewalDesk, "renew">;
  readonly clock: Pick<Clock, "wallMs">;
}

/**
 * How long after its end a certificate still leads to a new one. An embedded coordinator is there only while it is used,
 * and its hosts expire in between; a key that was stolen is ended by `hosts revoke`, not by waiting.
 */
const graceMs = 90 * 86_400_000;
/** Ours have about 1,000. */
const maxCertificateBytes = 4_096;

/** The way back of an agent whose certificate expired while it could not connect: its old key vouches for the new one. */
export class LateRenewal {
  readonly #ports: LateRenewalPorts;

  constructor(ports: LateRenewalPorts) {
    this.#ports = ports;
  }

  /** PEM. Rejects PERMISSION_DENIED for who is no agent of this fleet or comes too late, and as `RenewalDesk.renew` does. */
  async renew({ certificate: der, publicKey, signature, formerSignature }: LateRenewalRequest): Promise<string> {
    const { fleetAuthority, desk } = this.#ports;
    const certificate = readCertificate(der);
    if (!fleetAuthority.signed(certificate)) throw stranger("was not signed by this coordinator");
    const { host, spkiSha256: formerSpkiSha256 } = identityIn(certificate, fleetAuthority);
    verifyFormerKey({ hostName: host, publicKey }, certificate.publicKey, formerSignature);
    if (this.#ports.clock.wallMs() >= certificate.validToDate.getTime() + graceMs) {
      throw new AppError(
        "PERMISSION_DENIED",
        `the certificate of ${host} ended at ${certificate.validTo}, too long ago`,
        {
          hint: enrolAgain(host),
        },
      );
    }
    return await desk.renew({ host, formerSpkiSha256, publicKey, signature, way: "expiry" });
  }
}

function readCertificate(der: Buffer): X509Certificate {
  if (der.length > maxCertificateBytes) throw stranger(`has ${der.length} bytes`);
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw stranger("cannot be read", cause);
  }
}

function stranger(why: string, cause?: unknown): AppError {
  return new AppError("PERMISSION_DENIED", `the certificate that was to be renewed ${why}`, { cause });
}
