import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { HostId } from "@quorate/shared/ids";
import { Secret } from "@quorate/shared/secret";
import type { CertificateAuthority, IssuedCertificate } from "./certificate-authority.ts";

const dayMs = 86_400_000;
const newKeyPair = promisify(generateKeyPair);

/** What the coordinator shows on its two ports. */
export interface CoordinatorIdentity {
  /** PKCS #8. Made anew at every start and kept in memory only. */
  readonly keyPem: Secret<string>;
  readonly certificatePem: string;
  /** RFC 3339, UTC. */
  readonly notAfter: string;
  /** URI SAN that agents demand beside the CA. */
  readonly uri: string;
}

export interface CoordinatorNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly days: number;
}

/**
 * The SPIFFE trust domain of a fleet: "quorate-" and 12 digits of the CA's hash. Agents enrol before any cluster.yaml is
 * read, so the CA is the only name there is; two fleets never share it.
 */
export function trustDomainOf(fleet: CertificateAuthority): string {
  return `quorate-${fleet.caHash.slice("sha256:".length, "sha256:".length + 12)}`;
}

export function coordinatorUri(fleet: CertificateAuthority): string {
  return `spiffe://${trustDomainOf(fleet)}/coordinator`;
}

export function agentUri(fleet: CertificateAuthority, host: HostId): string {
  return `spiffe://${trustDomainOf(fleet)}/agent/${host}`;
}

/** Server only: with it nobody can speak as an agent. Throws CERTIFICATE_REFUSED for a name that is none. */
export async function createCoordinatorIdentity(
  fleet: CertificateAuthority,
  { dnsNames, ipAddresses, days }: CoordinatorNames,
): Promise<CoordinatorIdentity> {
  const pair = await newKeyPair("rsa", { modulusLength: 2_048, publicExponent: 65_537 });
  const uri = coordinatorUri(fleet);
  const { certificatePem, notAfter } = fleet.issue({
    publicKeyDer: pair.publicKey.export({ type: "spki", format: "der" }),
    commonName: "coordinator",
    dnsNames,
    ipAddresses,
    uris: [uri],
    usages: ["server"],
    days,
  });
  const keyPem = new Secret(pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  return { keyPem, certificatePem, notAfter, uri };
}

/** Client only: with it nobody can pass for the coordinator. */
export function issueAgentCertificate(
  fleet: CertificateAuthority,
  { host, publicKeyDer, lifeMs }: { readonly host: HostId; readonly publicKeyDer: Uint8Array; readonly lifeMs: number },
): IssuedCertificate {
  return fleet.issue({
    publicKeyDer,
    commonName: host,
    dnsNames: [],
    ipAddresses: [],
    uris: [agentUri(fleet, host)],
    usages: ["client"],
    days: Math.ceil(lifeMs / dayMs),
    lifeMs,
  });
}
