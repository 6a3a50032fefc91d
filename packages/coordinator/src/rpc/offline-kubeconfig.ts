import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "@quorate/shared/clock";
import type { Secret } from "@quorate/shared/secret";
import { grantKubeconfig, type KubeconfigGrant, type KubeconfigWish } from "../engine/grant-kubeconfig.ts";
import { openStateDirectory } from "../journal/state-directory.ts";
import { openAuthorityStore } from "../pki/authority-store.ts";
import { openLiveLog } from "./live-log.ts";
import { openSealed } from "./open-sealed.ts";

/**
 * What a coordinator on this state directory would answer, while none runs. Undefined when there never was one.
 * Rejects COORDINATOR_LOCKED when one has started meanwhile, and as `grantKubeconfig` does.
 */
export async function grantWithoutCoordinator(
  stateDir: string,
  wish: KubeconfigWish,
  clock: Clock,
  passphrase: Secret<string> | undefined,
): Promise<KubeconfigGrant | undefined> {
  // Opening a state directory makes one.
  if (!existsSync(join(stateDir, "events.sqlite"))) return undefined;
  const directory = openStateDirectory(stateDir);
  try {
    const seal = await openSealed(directory, passphrase);
    const log = openLiveLog(directory.eventsFile, clock);
    try {
      const authorities = openAuthorityStore(directory.caDirectory, clock, seal);
      return await grantKubeconfig(wish, { state: log.state, authorities, log });
    } finally {
      log.close();
    }
  } finally {
    directory.close();
  }
}
