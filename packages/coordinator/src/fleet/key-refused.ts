import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { ClusterState } from "../journal/cluster-state.ts";

/** Why a key that is not this host's, or not any more, opens nothing. */
export function keyRefused(state: ClusterState, host: HostId): AppError {
  return new AppError("PERMISSION_DENIED", `${host} ${why(state, host)}`, { hint: enrolAgain(host) });
}

export function enrolAgain(host: HostId): string {
  return `enrol it with a new token: coordinator token create ${host}`;
}

function why(state: ClusterState, host: HostId): string {
  const known = state.hosts.get(host);
  if (!known) return "is not enrolled here";
  return known.revoked ? `was revoked at ${known.revoked.at}` : "was enrolled again with another key";
}
