import type { KeyObject, X509Certificate } from "node:crypto";
import { dirname } from "node:path";
import type { CertificateItem } from "@quorate/shared/step/certificates";
import type { Drift } from "@quorate/shared/step/outcome";
import type { HostFiles } from "../../host/host.ts";
import { accessDrift } from "../managed-file.ts";
import { chainProblems, isInLastThird, parseCertificate, parsePrivateKey, planProblems } from "./judge.ts";

/** What is on the host for one item; undefined where a file is absent or is not what its name says. */
export interface PairOnHost {
  readonly key: KeyObject | undefined;
  readonly certificate: X509Certificate | undefined;
  readonly ca: X509Certificate | undefined;
}

export async function readPairOnHost(files: HostFiles, item: CertificateItem): Promise<PairOnHost> {
  const [key, certificate, ca] = await Promise.all(
    [item.keyFile, item.certFile, item.caFile].map((path) => files.read(path)),
  );
  return { key: usableKey(parsePrivateKey(key)), certificate: parseCertificate(certificate), ca: parseCertificate(ca) };
}

/** node-forge, which issues, and etcd agree on RSA from 2048 bits. */
function usableKey(key: KeyObject | undefined): KeyObject | undefined {
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  return key?.asymmetricKeyType === "rsa" && bits >= 2048 && bits <= 4096 ? key : undefined;
}

/** Why the pair must be issued anew; empty when it may stay. */
export function pairProblems(pair: PairOnHost, item: CertificateItem, nowMs: number): readonly string[] {
  const { key, certificate, ca } = pair;
  if (!key) return ["has no usable RSA key"];
  if (!certificate || !ca) return [certificate ? "has no CA file" : "is absent"];
  return [
    ...(certificate.checkPrivateKey(key) ? [] : ["does not belong to its key"]),
    ...chainProblems(certificate, ca, nowMs),
    ...planProblems(certificate, item),
    ...(isInLastThird(certificate, nowMs) ? ["is in the last third of its life"] : []),
  ];
}

export interface Access {
  readonly path: string;
  readonly mode: number;
  readonly owner: string;
}

/**
 * The directory belongs to whoever reads keys in it and is closed to all others; root passes anyway. With two such users it
 * is root's, and can be passed through but not listed: the keys themselves are closed.
 */
export function directoryAccess(items: readonly CertificateItem[]): readonly Access[] {
  const directories = new Set(items.map((item) => dirname(item.keyFile)));
  return [...directories].map((path) => {
    const users = new Set(items.filter((item) => dirname(item.keyFile) === path).map((item) => item.owner));
    users.delete("root");
    const [only = "root"] = users;
    return users.size > 1 ? { path, mode: 0o711, owner: "root" } : { path, mode: 0o700, owner: only };
  });
}

export function keyAccess(item: CertificateItem): Access {
  return { path: item.keyFile, mode: 0o600, owner: item.owner };
}

export async function accessProblems(files: HostFiles, items: readonly CertificateItem[]): Promise<readonly Drift[]> {
  const wanted = [...directoryAccess(items), ...items.map(keyAccess)];
  return (await Promise.all(wanted.map((each) => accessDrift(files, each)))).flat();
}
