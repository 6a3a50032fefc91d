import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import { type Clock, systemClock } from "@quorate/shared/clock";
import type { Secret } from "@quorate/shared/secret";
import { type Authority, authority } from "@quorate/shared/step/certificates";
import { plainSeal, type Seal } from "../journal/seal.ts";
import { writeWhole } from "../journal/whole-file.ts";
import { CertificateAuthority, signAuthority } from "./certificate-authority.ts";
import { createKeyFile, keyGone, parseKeyFile, pkcs1, readIfThere } from "./key-file.ts";
import { type KnownAuthorities, openKnownAuthorities } from "./known-authorities.ts";
import { openServiceAccountKey, type ServiceAccountKey } from "./service-account-key.ts";

/** The CAs whose keys the control-plane hosts of a cluster get, because kubeadm and Kubernetes sign with them there. */
export const sharedAuthorities = ["kubernetes", "kubernetes-front-proxy", "kubernetes-etcd"] as const;
export type SharedAuthority = (typeof sharedAuthorities)[number];
/** fleet: agents and the coordinator itself; the others of ours sign what steps ask for. */
export type AuthorityName = Authority | SharedAuthority | "fleet";
export const authorityNames: readonly AuthorityName[] = ["fleet", ...authority.options, ...sharedAuthorities];

export interface AuthorityStore {
  /**
   * The CA, made at its first use. Throws UNSUPPORTED, CERTIFICATE_INVALID, CA_MISMATCH, STATE_SEALED or FILE_ACCESS_FAILED,
   * and again at the next call, until somebody mended the files.
   */
  get(name: AuthorityName): Promise<CertificateAuthority>;
  /** The private key of a CA that hosts share, PKCS #1 PEM; of no other CA. Throws as `get`. */
  keyOf(name: SharedAuthority): Promise<Secret<string>>;
  /** The pair that signs and verifies service account tokens, made at its first use. Throws as `get`. */
  serviceAccountKey(): Promise<ServiceAccountKey>;
}

interface Place {
  readonly name: AuthorityName;
  readonly keyFile: string;
  readonly certificateFile: string;
}

interface StoreParts {
  readonly known: KnownAuthorities;
  readonly clock: Pick<Clock, "wallMs">;
  readonly seal: Seal;
}

interface OpenAuthority {
  readonly authority: CertificateAuthority;
  readonly key: KeyObject;
}

/** `directory` must be closed to others. Keys are PKCS #8 PEM of mode 0600, sealed. */
export function openAuthorityStore(
  directory: string,
  clock: Pick<Clock, "wallMs"> = systemClock,
  seal: Seal = plainSeal,
): AuthorityStore {
  const known = openKnownAuthorities(join(directory, "known.json"));
  const opened = new OpenOnce<AuthorityName, OpenAuthority>();
  const accounts = new OpenOnce<string, ServiceAccountKey>();
  const authorityOf = (name: AuthorityName): Promise<OpenAuthority> =>
    opened.get(name, () => {
      const base = join(directory, name);
      return loadOrCreate({ name, keyFile: `${base}.key`, certificateFile: `${base}.crt` }, { known, clock, seal });
    });
  const account = "kubernetes-service-account";
  return {
    get: async (name) => (await authorityOf(name)).authority,
    keyOf: async (name) => pkcs1((await authorityOf(name)).key),
    serviceAccountKey: () =>
      accounts.get(account, () => openServiceAccountKey(account, join(directory, `${account}.key`), known, seal)),
  };
}

/** What failed to open is opened again at the next call. */
class OpenOnce<K, V> {
  readonly #opened = new Map<K, Promise<V>>();

  get(key: K, open: () => Promise<V>): Promise<V> {
    const before = this.#opened.get(key);
    if (before !== undefined) return before;
    const opening = open();
    this.#opened.set(key, opening);
    opening.catch(() => this.#opened.delete(key));
    return opening;
  }
}

/**
 * The key is written first. A key without its certificate is a pair that a crash cut in half, or a certificate somebody
 * removed; both are mended in the same safe way: the same key signs itself again, and what was issued before still
 * verifies, since leaves name the CA by its name and the hash of its key. Nothing else is ever made anew: a CA that was
 * known and is gone would leave hosts with certificates that no new one goes with.
 */
async function loadOrCreate(place: Place, { known, clock, seal }: StoreParts): Promise<OpenAuthority> {
  const { name, keyFile, certificateFile } = place;
  const of = `key of the ${name} CA`;
  const stored = { key: readIfThere(keyFile), certificate: readIfThere(certificateFile) };
  const wasThere = stored.certificate !== undefined || known.hashOf(name) !== undefined;
  if (stored.key === undefined && wasThere) throw keyGone(of, keyFile);
  const key =
    stored.key === undefined ? await createKeyFile(keyFile, seal) : parseKeyFile(of, keyFile, stored.key, seal);
  const certificatePem = stored.certificate ?? signAuthority(name, key, clock);
  const opened = new CertificateAuthority({ name, certificatePem, key, clock });
  known.refuseOther(name, opened.caHash);
  if (stored.certificate === undefined) writeWhole(certificateFile, certificatePem);
  known.remember(name, opened.caHash);
  return { authority: opened, key };
}
