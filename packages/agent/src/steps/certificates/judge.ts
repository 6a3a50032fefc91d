// Before `toLegacyObject` needs it: Node 24.21 would load it from the inside, half, and could make no TLS connection any more.
import "node:tls";

import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { CertificateItem } from "@quorate/shared/step/certificates";

/** Extended key usages, RFC 5280 4.2.1.12. X509Certificate calls them keyUsage. */
const usageOids = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" } as const;

export function parseCertificate(pem: string | undefined): X509Certificate | undefined {
  return parsed(() => (pem === undefined ? undefined : new X509Certificate(pem)));
}

export function parsePrivateKey(pem: string | undefined): KeyObject | undefined {
  return parsed(() => (pem === undefined ? undefined : createPrivateKey(pem)));
}

function parsed<T>(parse: () => T | undefined): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

/** Is the certificate signed by this CA and valid at this moment. Each problem as the end of "the certificate ...". */
export function chainProblems(certificate: X509Certificate, ca: X509Certificate, nowMs: number): readonly string[] {
  const { validFromDate: from, validToDate: to } = certificate;
  return [
    ...(certificate.checkIssued(ca) && certificate.verify(ca.publicKey) ? [] : ["is not issued by its CA"]),
    ...(nowMs < from.getTime() ? [`is not valid before ${from.toISOString()}`] : []),
    ...(nowMs > to.getTime() ? [`is not valid after ${to.toISOString()}`] : []),
  ];
}

/** Does the certificate say what the plan wants, and no more. */
export function planProblems(certificate: X509Certificate, item: CertificateItem): readonly string[] {
  const names = subjectAltNames(certificate);
  const wanted = item.dnsNames.length + item.ipAddresses.length;
  const missing = [
    ...item.dnsNames.filter(
      (name) => certificate.checkHost(name, { subject: "never", wildcards: false }) === undefined,
    ),
    ...item.ipAddresses.filter((address) => certificate.checkIP(address) === undefined),
  ];
  const usages = new Set(certificate.keyUsage ?? []);
  const wantedUsages = item.usages.map((usage) => usageOids[usage]);
  const subject = certificate.toLegacyObject().subject as { readonly CN?: unknown; readonly O?: unknown };
  return [
    ...missing.map((name) => `does not name ${name}`),
    ...(missing.length === 0 && names.length !== wanted ? [`names more than the plan: ${names.join(", ")}`] : []),
    ...(usages.size === wantedUsages.length && wantedUsages.every((oid) => usages.has(oid))
      ? []
      : [`is not for ${item.usages.join(" and ")}`]),
    ...(subject.CN === item.commonName ? [] : [`is for ${String(subject.CN)}, not ${item.commonName}`]),
    ...(subject.O === item.organization ? [] : [`is of ${String(subject.O)}, not ${item.organization}`]),
  ];
}

/** Entries look like "DNS:name" and "IP Address:1.2.3.4"; Node quotes an entry that holds a comma. */
function subjectAltNames(certificate: X509Certificate): readonly string[] {
  const text = certificate.subjectAltName ?? "";
  return text === "" ? [] : (text.match(/(?:[^",]|"(?:[^"\\]|\\.)*")+/g) ?? []).map((entry) => entry.trim());
}

/** Two thirds of a certificate's life are for use, the last third for replacing it at leisure. */
export function isInLastThird(certificate: X509Certificate, nowMs: number): boolean {
  const { validFromDate: from, validToDate: to } = certificate;
  const life = to.getTime() - from.getTime();
  return to.getTime() - nowMs < life / 3;
}
