import { AppError } from "@quorate/shared/errors";
import { plainAddress } from "../fleet/address-group.ts";
import type { ClusterStatus, HostStatus } from "../rpc/status.ts";
import type { Survey } from "./survey.ts";

/** What is left to do until the host's agent is connected; "none" when it is. */
export type EnrolNeed = "enrol" | "start" | "none";

export interface EnrolQuestion {
  readonly name: string;
  /** Where the host is. */
  readonly address: string;
  readonly survey: Pick<Survey, "enrolment" | "running">;
  readonly status: ClusterStatus;
  /** Enrol it whatever is there. */
  readonly again: boolean;
}

/** Throws PERMISSION_DENIED when another machine has the name, or this one has another. */
export function enrolNeed({ name, address, survey, status, again }: EnrolQuestion): EnrolNeed {
  const known = hostOf(status, name);
  const mine = survey.enrolment !== undefined && survey.enrolment.caHash === status.enrolment?.caHash;
  const isIt = mine && survey.enrolment?.host === name && known !== undefined;
  if (!isIt) refuseMixUp({ name, address, status }, known, mine ? survey.enrolment?.host : undefined);
  if (!isIt || again) return "enrol";
  return known.agent === "connected" && survey.running ? "none" : "start";
}

function refuseMixUp(
  { name, address, status }: Pick<EnrolQuestion, "name" | "address" | "status">,
  known: HostStatus | undefined,
  enrolledAs: string | undefined,
): void {
  if (enrolledAs !== undefined && enrolledAs !== name && hostOf(status, enrolledAs)) {
    throw new AppError("PERMISSION_DENIED", `this host is enrolled as ${enrolledAs}, and was to become ${name}`, {
      hint: `are two of the addresses mixed up? to rename it: coordinator hosts revoke ${enrolledAs}, then run this again`,
    });
  }
  if (known?.agent !== "connected" || known.address === undefined) return;
  if (plainAddress(known.address) === plainAddress(address)) return;
  throw new AppError("PERMISSION_DENIED", `${name} is connected from ${known.address}: another machine has the name`, {
    hint: `give this one another name: NAME=HOST; or cut the other one off: coordinator hosts revoke ${name}`,
  });
}

/** One that was revoked is nobody. */
function hostOf({ hosts }: ClusterStatus, name: string): HostStatus | undefined {
  return hosts.find((host) => host.name === name && host.revoked === undefined);
}
