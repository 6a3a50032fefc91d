import { randomBytes } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import type { SecretStore } from "../journal/secret-store.ts";
import type { AuthorityStore } from "../pki/authority-store.ts";
import { createBootstrapToken } from "../pki/bootstrap-token.ts";
import { secretNames } from "../plan/secret-names.ts";
import type { Secrets } from "./secrets.ts";

export interface SecretSources {
  readonly store: SecretStore;
  readonly authorities: Pick<AuthorityStore, "keyOf" | "serviceAccountKey">;
}

/** keepalived sends the first 8 characters of its password and no more. */
const vrrpBytes = 4;

/**
 * The secrets of one run, or of one look at what a run would change. The bootstrap token is made here, differs from that of
 * every other run and is gone with this one; everything else is the cluster's and stays. A step gets what it names, and
 * INTERNAL is thrown for a name that is none. Rejects as the store of authorities does.
 */
export async function openRunSecrets({ store, authorities }: SecretSources): Promise<Secrets> {
  const [kubernetes, frontProxy, etcd, accounts] = await Promise.all([
    authorities.keyOf("kubernetes"),
    authorities.keyOf("kubernetes-front-proxy"),
    authorities.keyOf("kubernetes-etcd"),
    authorities.serviceAccountKey(),
  ]);
  const token = createBootstrapToken();
  const sources = new Map<string, () => Secret<string>>([
    [secretNames.vrrp, () => store.getOrCreate(secretNames.vrrp, () => randomBytes(vrrpBytes).toString("hex"))],
    [secretNames.bootstrapToken, () => token],
    [secretNames.kubernetesCaKey, () => kubernetes],
    [secretNames.frontProxyCaKey, () => frontProxy],
    [secretNames.etcdCaKey, () => etcd],
    [secretNames.serviceAccountKey, () => accounts.privatePem],
  ]);
  const secretOf = (name: string): Secret<string> => {
    const source = sources.get(name);
    if (!source) throw new AppError("INTERNAL", `a step names the secret ${JSON.stringify(name.slice(0, 100))}`);
    return source();
  };
  return { of: (step) => Object.fromEntries((step.secrets ?? []).map((name) => [name, secretOf(name)])) };
}
