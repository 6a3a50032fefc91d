import { createHash, X509Certificate } from "node:crypto";
import type { PeerCertificate } from "node:tls";
import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";

/** Who is at the other end, by its verified certificate and nothing else. */
export interface AgentIdentity {
  readonly host: HostId;
  /** Of the public key, DER SubjectPublicKeyInfo, hexadecimal. */
  readonly spkiSha256: string;
  /** Hexadecimal. */
  readonly serial: string;
}

/** What grpc-js knows of a peer; the certificate is there only when TLS has verified it. */
interface VerifiedPeer {
  readonly sslPeerCertificate?: PeerCertificate;
}

/** Throws PERMISSION_DENIED when the peer is not an agent of this trust domain. */
export function agentIdentity(peer: VerifiedPeer, trustDomain: string): AgentIdentity {
  const raw = peer.sslPeerCertificate?.raw;
  if (!raw) throw new AppError("PERMISSION_DENIED", "the peer showed no certificate that verifies");
  const certificate = new X509Certificate(raw);
  const names = certificate.subjectAltName ?? "";
  // The whole list is this one name: Node quotes a name that contains a comma, so nothing can hide behind it.
  const prefix = `URI:spiffe://${trustDomain}/agent/`;
  const spki = certificate.publicKey.export({ type: "spki", format: "der" });
  return {
    host: hostOf(names.startsWith(prefix) ? names.slice(prefix.length) : ""),
    spkiSha256: createHash("sha256").update(spki).digest("hex"),
    serial: certificate.serialNumber.toLowerCase(),
  };
}

function hostOf(name: string): HostId {
  if (hostNamePattern.test(name)) return hostId(name);
  throw new AppError("PERMISSION_DENIED", "the peer's certificate names no agent of this coordinator");
}
