import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { ClusterState } from "../journal/cluster-state.ts";

/** Why a key that is not this host's, or not any more, opens nothing. */
export function keyRefused(state: ClusterState, host: HostId): AppError {
  return new AppError("PERMISSION_DENIED", `${host} ${why(state, host)}`, { hint: enrolAgain(host) });
}

export function enrolAgain(host: HostId): string {
  return `enrol it with a new token: coordinator token create ${host}, then on ${host} the command that this prints`;
}

function why(state: ClusterState, host: HostId): string {
  const known = state.hosts.get(host);
  if (!known) return "is not enrolled here";
  if (known.revoked) return `was revoked at ${known.revoked.at}`;
  // Our CA signed it, so either it was replaced since, or the log that knew it is gone.
  return "has another key here: it enrolled again or renewed, or this state was restored from a copy older than its key";
}
