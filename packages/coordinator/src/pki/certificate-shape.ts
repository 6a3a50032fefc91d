import { isIP } from "node:net";
import { AppError } from "@quorate/shared/errors";
import { hostNamePattern } from "@quorate/shared/ids";

/** What a certificate says, all of it decided by the coordinator. */
export interface CertificateShape {
  readonly commonName: string;
  readonly organization?: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris?: readonly string[];
  readonly usages: readonly ("server" | "client")[];
  /** Of 24 hours; never beyond the CA's own end. */
  readonly days: number;
}

/**
 * Without `,` `=` `/` and control characters, which software that splits printed names by hand takes for the next field.
 * At most 64 characters (RFC 5280, ub-common-name).
 */
const plainName = /^[A-Za-z0-9](?:[A-Za-z0-9 .:_@-]{0,62}[A-Za-z0-9])?$/;
const spiffeUri = /^spiffe:\/\/[a-z0-9](?:[a-z0-9.-]{0,253}[a-z0-9])?(?:\/[a-z0-9](?:[a-z0-9._-]{0,62}))+$/;
const maxDays = 3_650;

/** Throws CERTIFICATE_REFUSED with the first thing that may not be in a certificate of ours. */
export function checkShape(shape: CertificateShape): void {
  const { commonName, organization, dnsNames, ipAddresses, uris = [], usages, days } = shape;
  if (!plainName.test(commonName)) throw refused("common name", commonName);
  if (organization !== undefined && !plainName.test(organization)) throw refused("organization", organization);
  refuseAny("DNS name", dnsNames, (name) => !isDnsName(name));
  // A zone ("%eth0") means something on one machine only.
  refuseAny("IP address", ipAddresses, (address) => isIP(address) === 0 || address.includes("%"));
  refuseAny("URI", uris, (uri) => !spiffeUri.test(uri));
  if (usages.length === 0) throw refused("usage", "(none)");
  if (!Number.isInteger(days) || days < 1 || days > maxDays) throw refused("life in days", String(days));
}

function isDnsName(name: string): boolean {
  return name.length <= 253 && name.split(".").every((label) => hostNamePattern.test(label));
}

function refuseAny(what: string, values: readonly string[], bad: (value: string) => boolean): void {
  const first = values.find(bad);
  if (first !== undefined) throw refused(what, first);
}

function refused(what: string, value: string): AppError {
  return new AppError("CERTIFICATE_REFUSED", `not a ${what} for a certificate: ${JSON.stringify(value.slice(0, 100))}`);
}
