import type { X509Certificate } from "node:crypto";
import { parseCertificate } from "../certificates/judge.ts";
import { etcdByHand, etcdConfig } from "./etcd-environment.ts";
import { maySign } from "./key-usage.ts";
import type { AuditRule } from "./rule.ts";
import { type Seen, textOf } from "./seen.ts";

/** Where the post makes keys, and where it means them to be. */
export const keyFolders = ["/home/ssl", "/etc/ssl/etcd/ssl"] as const;

const dayMs = 86_400_000;
/** Public authorities give 398 days at most; twice that is beyond any plan of renewal. */
const longestDays = 800;

interface Leaf {
  readonly path: string;
  readonly certificate: X509Certificate;
}

/** Certificates of servers and clients, each once although it lies in two folders. */
function leaves(seen: Seen): readonly Leaf[] {
  const found = [...seen.files].flatMap(([path, { text }]) => {
    const certificate = keyFolders.some((folder) => path.startsWith(`${folder}/`)) && parseCertificate(text);
    return certificate && !certificate.ca && certificate.issuer !== certificate.subject ? [{ path, certificate }] : [];
  });
  const prints = found.map(({ certificate }) => certificate.fingerprint256);
  return found.filter((_leaf, at) => prints.indexOf(prints[at] ?? "") === at);
}

const each = (find: (leaf: Leaf, seen: Seen) => string | undefined): AuditRule["find"] => {
  return (seen) => leaves(seen).flatMap((leaf) => find(leaf, seen) ?? []);
};

function long({ path, certificate }: Leaf, { nowMs }: Seen): string | undefined {
  const end = certificate.validToDate;
  const days = Math.floor((end.getTime() - nowMs) / dayMs);
  if (days <= longestDays) return undefined;
  return `${path} is valid until ${end.toISOString().slice(0, 10)}, ${Math.floor(days / 365)} years from now`;
}

function shared({ path, certificate }: Leaf): string | undefined {
  const addresses = [...(certificate.subjectAltName ?? "").matchAll(/IP Address:([^,\s]+)/g)].map(([, ip = ""]) => ip);
  const hosts = addresses.filter((ip) => !ip.startsWith("127.") && !/^(?:::1|0:0:0:0:0:0:0:1)$/.test(ip));
  return hosts.length < 3 ? undefined : `${path} names ${hosts.join(", ")}: every member has the same key`;
}

function keyUsage({ path, certificate }: Leaf): string | undefined {
  return maySign(certificate) === false ? `${path} may encipher keys and may not sign` : undefined;
}

function oneRole(seen: Seen): readonly string[] {
  const values = etcdByHand(seen)?.values;
  const server = values?.get("CERT_FILE");
  if (server === undefined || server !== values?.get("PEER_CERT_FILE")) return [];
  return [`${etcdConfig}: ${server} is the certificate for clients and for peers`];
}

function absent(seen: Seen): readonly string[] {
  const values = etcdByHand(seen)?.values ?? new Map<string, string>();
  const named = [...values].flatMap(([name, path]) => (/(?:CERT|KEY|CA)_FILE$/.test(name) ? [path] : []));
  return [...new Set(named)]
    .filter((path) => path !== "" && !seen.files.has(path))
    .map((path) => `${path} is not there`);
}

function authorityKeys(seen: Seen): readonly string[] {
  return keyFolders
    .map((folder) => `${folder}/ca.key`)
    .filter((path) => /PRIVATE KEY/.test(textOf(seen, path) ?? ""))
    .map((path) => `${path}: who has it can make himself root of etcd`);
}

function readableKeys({ files }: Seen): readonly string[] {
  return [...files].flatMap(([path, { mode, text = "" }]) =>
    /PRIVATE KEY/.test(text) && (mode & 0o077) !== 0 ? [`${path} has mode ${(mode & 0o7777).toString(8)}`] : [],
  );
}

export const certificateRules: readonly AuditRule[] = [
  { id: "CA-KEY-LEFT", severity: "error", find: authorityKeys },
  { id: "KEY-READABLE", severity: "error", find: readableKeys },
  { id: "CERTIFICATE-LONG", severity: "warning", find: each(long) },
  { id: "CERTIFICATE-SHARED", severity: "error", find: each(shared) },
  { id: "CERTIFICATE-ONE-ROLE", severity: "warning", find: oneRole },
  { id: "CERTIFICATE-KEY-USAGE", severity: "warning", find: each(keyUsage) },
  { id: "CERTIFICATE-ABSENT", severity: "error", find: absent },
];
