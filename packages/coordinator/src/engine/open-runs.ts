import type { SecretStore } from "../journal/secret-store.ts";
import type { AuthorityStore } from "../pki/authority-store.ts";
import { sharedPki } from "../pki/shared-pki.ts";
import { openRunSecrets } from "./run-secrets.ts";
import { Runs, type RunsPorts } from "./runs.ts";

export interface OpenRunsPorts extends Omit<RunsPorts, "openSecrets" | "sharedPki"> {
  readonly store: SecretStore;
  readonly authorities: AuthorityStore;
}

/** Runs whose secrets come from the state directory. */
export function openRuns({ store, authorities, ...ports }: OpenRunsPorts): Runs {
  return new Runs({
    ...ports,
    openSecrets: () => openRunSecrets({ store, authorities }),
    sharedPki: () => sharedPki(authorities),
  });
}
