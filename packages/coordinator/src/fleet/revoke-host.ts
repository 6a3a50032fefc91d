import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";

export interface RevocationPorts {
  readonly log: Pick<EventLog, "append">;
  readonly state: () => ClusterState;
}

/**
 * Takes back what a host has: its keys and its join tokens. Whoever follows the log cuts its stream. Done again, it changes
 * nothing. Rejects NOT_FOUND or LOG_WRITE_FAILED.
 */
export async function revokeHost(host: HostId, by: string, { log, state }: RevocationPorts): Promise<void> {
  const known = state().hosts.get(host);
  if (!known) {
    const names = [...state().hosts].map((each) => each.host);
    throw new AppError("NOT_FOUND", `no host ${host} is enrolled here`, {
      hint: names.length === 0 ? "no host is enrolled at all" : `enrolled are ${names.join(", ")}`,
    });
  }
  if (known.revoked) return;
  await log.append({ type: "host.revoked", host, by });
}
