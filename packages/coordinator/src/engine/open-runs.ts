import type { SecretStore } from "../journal/secret-store.ts";
import type { AuthorityStore } from "../pki/authority-store.ts";
import { sharedPki } from "../pki/shared-pki.ts";
import { forgetRunSecrets, openRunSecrets } from "./run-secrets.ts";
import { Runs } from "./runs.ts";
import type { RunsPorts } from "./runs-ports.ts";

export interface OpenRunsPorts extends Omit<RunsPorts, "openSecrets" | "forgetSecrets" | "sharedPki"> {
  readonly store: SecretStore;
  readonly authorities: AuthorityStore;
}

/** Runs whose secrets come from the state directory. Those of a run that ended as its coordinator did are removed. */
export function openRuns({ store, authorities, ...ports }: OpenRunsPorts): Runs {
  forgetRunSecrets(store, ports.state().currentRun);
  return new Runs({
    ...ports,
    openSecrets: (run) => openRunSecrets({ store, authorities }, run),
    forgetSecrets: () => forgetRunSecrets(store),
    sharedPki: () => sharedPki(authorities),
  });
}
