import { adminSocketOf } from "../journal/state-directory.ts";
import { AdminClient } from "../rpc/admin-client.ts";
import type { CoordinatorChoice } from "./command-line.ts";
import type { Surroundings } from "./surroundings.ts";

/** Talks to the coordinator that was chosen for as long as `act` lasts. */
export async function withCoordinator<T>(
  { stateDir, role }: CoordinatorChoice,
  act: (client: AdminClient) => Promise<T>,
): Promise<T> {
  const client = new AdminClient(role ?? adminSocketOf(stateDir));
  try {
    return await act(client);
  } finally {
    client.close();
  }
}

/** Aborts at the first Ctrl-C; for commands that only look. */
export function untilInterrupted(around: Surroundings): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const release = around.onInterrupt(() => controller.abort());
  return { signal: controller.signal, release };
}
