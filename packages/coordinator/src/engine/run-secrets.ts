import { randomBytes } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import type { RunId } from "@quorate/shared/ids";
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

const ofRun = (run: RunId): string => `${secretNames.bootstrapToken}-${run}`;

/**
 * The secrets of one run or, without one, of one look at what a run would change. The bootstrap token is made here and differs
 * from that of every other run. It is kept for as long as its run has no end, so that the next coordinator can go on with it;
 * `forgetRunSecrets` ends that. Everything else is the cluster's and stays. A step gets what it names, and INTERNAL is thrown
 * for a name that is none. Rejects as the store of authorities does.
 */
export async function openRunSecrets({ store, authorities }: SecretSources, run?: RunId): Promise<Secrets> {
  const [kubernetes, frontProxy, etcd, accounts] = await Promise.all([
    authorities.keyOf("kubernetes"),
    authorities.keyOf("kubernetes-front-proxy"),
    authorities.keyOf("kubernetes-etcd"),
    authorities.serviceAccountKey(),
  ]);
  const token = createBootstrapToken();
  const tokenOfRun = (id: RunId) => store.getOrCreate(ofRun(id), () => token.reveal());
  const sources = new Map<string, () => Secret<string>>([
    [secretNames.vrrp, () => store.getOrCreate(secretNames.vrrp, () => randomBytes(vrrpBytes).toString("hex"))],
    [secretNames.bootstrapToken, () => (run === undefined ? token : tokenOfRun(run))],
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

/** Of every run but the one that may go on. Throws FILE_ACCESS_FAILED. */
export function forgetRunSecrets(store: Pick<SecretStore, "names" | "remove">, but?: RunId): void {
  const kept = but === undefined ? undefined : ofRun(but);
  for (const name of store.names()) {
    if (name.startsWith(`${secretNames.bootstrapToken}-`) && name !== kept) store.remove(name);
  }
}
