import { X509Certificate } from "node:crypto";
import type { PeerCertificate } from "node:tls";
import { publicKeyOf, spkiSha256 } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";
import type { CertificateAuthority } from "../pki/certificate-authority.ts";
import { trustDomainOf } from "../pki/coordinator-identity.ts";

/** Who is at the other end, by its verified certificate and nothing else. */
export interface AgentIdentity {
  readonly host: HostId;
  /** Of the public key, DER SubjectPublicKeyInfo, hexadecimal. */
  readonly spkiSha256: string;
}

/** What grpc-js knows of a peer; the certificate is there only when TLS has verified it. */
interface VerifiedPeer {
  readonly sslPeerCertificate?: PeerCertificate;
}

/** Throws PERMISSION_DENIED when the peer is not an agent of this fleet. */
export function agentIdentity(peer: VerifiedPeer, fleet: CertificateAuthority): AgentIdentity {
  const raw = peer.sslPeerCertificate?.raw;
  if (!raw) throw new AppError("PERMISSION_DENIED", "the peer showed no certificate that verifies");
  return identityIn(new X509Certificate(raw), fleet);
}

/** Of a certificate whose signature was verified. Throws PERMISSION_DENIED when it is not an agent's. */
export function identityIn(certificate: X509Certificate, fleet: CertificateAuthority): AgentIdentity {
  const host = hostOf(certificate.subjectAltName ?? "", `URI:spiffe://${trustDomainOf(fleet)}/agent/`);
  return { host, spkiSha256: spkiSha256(publicKeyOf(certificate)) };
}

/** The names are this one URI and nothing else: Node quotes a name with a comma, so none can hide behind it. */
function hostOf(names: string, prefix: string): HostId {
  const name = names.startsWith(prefix) ? names.slice(prefix.length) : "";
  if (hostNamePattern.test(name)) return hostId(name);
  throw new AppError("PERMISSION_DENIED", "the peer's certificate names no agent of this coordinator");
}
