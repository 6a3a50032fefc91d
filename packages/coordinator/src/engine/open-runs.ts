import type { SecretStore } from "../journal/secret-store.ts";
import type { AuthorityStore } from "../pki/authority-store.ts";
import { sharedPki } from "../pki/shared-pki.ts";
import { type Diagnose, openDiagnosis } from "./open-diagnosis.ts";
import { type LogLines, type LogWish, readLogs } from "./read-logs.ts";
import { forgetRunSecrets, openRunSecrets } from "./run-secrets.ts";
import { Runs } from "./runs.ts";
import type { RunsPorts } from "./runs-ports.ts";

export interface OpenRunsPorts extends Omit<RunsPorts, "openSecrets" | "forgetSecrets" | "sharedPki"> {
  readonly store: SecretStore;
  readonly authorities: AuthorityStore;
}

/** What is done on hosts, and what is only looked at there. */
export interface OpenRuns {
  readonly runs: Runs;
  readonly diagnose: Diagnose;
  readonly readLogs: (wish: LogWish) => Promise<LogLines>;
}

/** Their secrets come from the state directory. Those of a run that ended as its coordinator did are removed. */
export function openRuns({ store, authorities, ...rest }: OpenRunsPorts): OpenRuns {
  forgetRunSecrets(store, rest.state().currentRun);
  const ports: RunsPorts = {
    ...rest,
    openSecrets: (run) => openRunSecrets({ store, authorities }, run),
    forgetSecrets: () => forgetRunSecrets(store),
    sharedPki: () => sharedPki(authorities),
  };
  return { runs: new Runs(ports), diagnose: openDiagnosis(ports), readLogs: (wish) => readLogs(wish, ports) };
}
