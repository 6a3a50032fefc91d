import type { BootstrapLimits, SavedPlan } from "../engine/saved-plan.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import { driveRun, type RunClient, type RunWish } from "./drive-run.ts";
import type { CoordinatorPlace } from "./run-interrupt.ts";
import type { SpecFile } from "./spec-file.ts";
import type { Surroundings } from "./surroundings.ts";

export interface BootstrapWish extends RunWish {
  readonly file: SpecFile;
  readonly ignoreChecks: readonly string[];
  /** Name of the last phase; all of them without. */
  readonly until: string | undefined;
  /** Only this plan is carried out. */
  readonly saved?: SavedPlan;
}

export type BootstrapClient = RunClient & Pick<AdminClient, "bootstrap">;

/** Makes the cluster, or goes on with it. Resolves with the exit code. */
export async function bootstrap(
  client: BootstrapClient,
  place: CoordinatorPlace,
  wish: BootstrapWish,
  around: Surroundings,
): Promise<number> {
  return await driveRun(client, place, { ...wish, anew: true }, around, () =>
    client.bootstrap(wish.file, around.operator, wish.ignoreChecks, limitsOf(wish)),
  );
}

function limitsOf({ until, saved }: BootstrapWish): BootstrapLimits {
  return { ...(until === undefined ? {} : { until }), ...(saved ? { saved } : {}) };
}
